import { type LayerKind, only } from './layer.ts';

export interface UnitLengthConfig {
  length: number;
}

/** Keeps the square of a length above 0. */
export const lengthEpsilon = 1e-12;

/** `[features]` scaled to a length, x · length / √(‖x‖² + 10⁻¹²). */
export const unitLength: LayerKind<UnitLengthConfig> = {
  outputShape: (_, inputs) => only(inputs),
  parameters: () => [],
  apply({ length }, inputs) {
    const x = only(inputs);
    return x.mul(x.square().sum(-1, true).add(lengthEpsilon).rsqrt()).mul(length);
  },
};
