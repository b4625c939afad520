import { type LayerKind, only } from './layer.ts';

/** `[height, width, channels]` → `[height · width · channels]`, channels running fastest. */
export const flatten: LayerKind<Record<never, never>> = {
  outputShape: (_, inputs) => [only(inputs).reduce((product, size) => product * size, 1)],
  parameters: () => [],
  apply(_, inputs) {
    const x = only(inputs);
    return x.reshape([x.shape[0] ?? 0, -1]);
  },
};
