import { relu as fusedRelu } from '../../engine/relu.ts';
import { type LayerKind, only } from './layer.ts';

/** max(x, 0), any shape. */
export const relu: LayerKind<Record<never, never>> = {
  outputShape: (_, inputs) => only(inputs),
  parameters: () => [],
  turns: true,
  apply: (_, inputs) => fusedRelu(only(inputs)),
};
