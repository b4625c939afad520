import { type RawAttributes, rawOp } from './raw-op.ts';
import type { Tensor } from './tensorflow.ts';

/** x = left · diag(values) · rightᵀ, the values falling. */
interface Svd {
  values: Tensor;
  left: Tensor;
  right: Tensor;
}

/** Thin singular value decomposition of `[rows, columns]`; of a covariance, variances and axes are values and right. */
export function svd(x: Tensor): Svd {
  const [values, left, right] = decompose(x, true);
  if (values === undefined || left === undefined || right === undefined) throw noAnswer();
  return { values, left, right };
}

/** Singular values alone, falling. */
export function singularValues(x: Tensor): Tensor {
  const [values] = decompose(x, false);
  if (values === undefined) throw noAnswer();
  return values;
}

function decompose(x: Tensor, vectors: boolean): Tensor[] {
  const attributes: RawAttributes = {
    types: { T: 'float32' },
    bools: { compute_uv: vectors, full_matrices: false },
  };
  return rawOp('Svd', attributes, [x], 3);
}

const noAnswer = (): Error => new Error('Svd returned nothing');
