import { rawOp1 } from './raw-op.ts';
import { nativeBackend, type Tensor, tensorOf } from './tensorflow.ts';

/** Shares of one a byte's steps are. */
const unit = 1 / 255;

/**
 * Bytes as a tensor. tfjs knows no such type and calls it int32; `pixelsToUnit` is what it is for.
 * @param bytes not to be changed any more: TensorFlow shares them
 */
export function bytesTensor(bytes: Uint8Array, shape: readonly number[]): Tensor {
  const { binding } = nativeBackend();
  const dtype = binding.TF_UINT8;
  return tensorOf({ id: binding.createTensor([...shape], dtype, bytes), shape: [...shape], dtype });
}

/** Bytes 0…255 as float32 0…1, any shape. */
export function pixelsToUnit(bytes: Tensor): Tensor {
  const types = { SrcT: 'uint8', DstT: 'float32' } as const;
  return rawOp1('Cast', { types, bools: { Truncate: false } }, [bytes]).mul(unit);
}
