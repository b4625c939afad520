import { rawOp1 } from './raw-op.ts';
import type { Tensor } from './tensorflow.ts';

/** Shares of one a byte's steps are. */
const unit = 1 / 255;

/** Bytes 0…255 as float32 0…1, any shape. */
export function pixelsToUnit(bytes: Tensor): Tensor {
  const types = { SrcT: 'uint8', DstT: 'float32' } as const;
  return rawOp1('Cast', { types, bools: { Truncate: false } }, [bytes]).mul(unit);
}
