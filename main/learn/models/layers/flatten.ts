import { type LayerKind, only } from './layer.ts';

/** `[height, width, channels]` → `[height · width · channels]`, channels running fastest. */
export const flatten: LayerKind<Record<never, never>> = {
  outputShape: (_, inputs) => [only(inputs).reduce((product, size) => product * size, 1)],
  parameters: () => [],
  apply(_, inputs) {
    const x = only(inputs);
    // The batch is the open size: a graph of it takes batches of any.
    return x.reshape([-1, x.shape.slice(1).reduce((product, size) => product * size, 1)]);
  },
};
