import { type RawAttributes, rawOp } from './raw-op.ts';
import type { Tensor } from './tensorflow.ts';

/** Orthonormal columns with the same span (the Q of a QR decomposition): `[rows, columns]`. */
export function orthonormal(columns: Tensor): Tensor {
  const options: RawAttributes = { types: { T: 'float32' }, bools: { full_matrices: false } };
  const [q] = rawOp('Qr', options, [columns], 2);
  if (q === undefined) throw new Error('Qr returned nothing');
  return q;
}
