import { gelu as smoothRelu } from '../../engine/gelu.ts';
import { type LayerKind, only } from './layer.ts';

/** x · Φ(x), any shape. */
export const gelu: LayerKind<Record<never, never>> = {
  outputShape: (_, inputs) => only(inputs),
  parameters: () => [],
  apply: (_, inputs) => smoothRelu(only(inputs)),
};
