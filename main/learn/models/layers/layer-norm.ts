import { layerNorm as normalize } from '../../engine/layer-norm.ts';
import { type LayerKind, only } from './layer.ts';

/** Layer normalization over the last axis of `[tokens, features]` or `[features]`. */
export const layerNorm: LayerKind<Record<never, never>> = {
  outputShape: (_, inputs) => only(inputs),
  parameters(_, inputs) {
    const shape = [only(inputs).at(-1) ?? 0];
    return [
      { name: 'gamma', shape, initializer: 'ones', trainable: true },
      { name: 'beta', shape, initializer: 'zeros', trainable: true },
    ];
  },
  apply: (_, inputs, { parameter }) =>
    normalize(only(inputs), parameter('gamma'), parameter('beta')),
};
