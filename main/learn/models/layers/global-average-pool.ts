import { type LayerKind, only } from './layer.ts';

/** Mean over the pixels: `[height, width, channels]` → `[channels]`. */
export const globalAveragePool: LayerKind<Record<never, never>> = {
  outputShape: (_, inputs) => only(inputs).slice(-1),
  parameters: () => [],
  turns: true,
  apply: (_, inputs) => only(inputs).mean([1, 2]),
};
