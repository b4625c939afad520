import type { LayerKind } from './layer.ts';

/** Sum of two inputs of one shape: the end of a residual block. */
export const add: LayerKind<Record<never, never>> = {
  outputShape(_, inputs) {
    const [first, second] = inputs;
    if (first === undefined || second === undefined || first.join() !== second.join()) {
      throw new RangeError(`two inputs of one shape expected, got ${JSON.stringify(inputs)}`);
    }
    return first;
  },
  parameters: () => [],
  turns: true,
  apply(_, inputs) {
    const [first, second] = inputs;
    if (first === undefined || second === undefined) throw new RangeError('two inputs expected');
    return first.add(second);
  },
};
