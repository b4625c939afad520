import { rawOp1 } from './raw-op.ts';
import { dimension } from './shapes.ts';
import { type Tensor, tf } from './tensorflow.ts';

const types = { T: 'float32', Index: 'int32' } as const;
/** Bits by axis: the batch begins, and all axes end, where they do. */
const masks = {
  begin_mask: 0b1001,
  end_mask: 0b1111,
  ellipsis_mask: 0,
  new_axis_mask: 0,
  shrink_axis_mask: 0,
} as const;

/**
 * Every second pixel, so that the last row and the last column are among them (tfjs has no gradient for strided slices).
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[batch, ⌈height / 2⌉, ⌈width / 2⌉, channels]`
 */
export function everySecondFromEnd(x: Tensor): Tensor {
  const take = tf.customGrad((...args) => {
    const [input] = args as unknown as [Tensor];
    const shape = [...input.shape];
    const attributes = { types, ints: masks };
    const begin = [0, (dimension(input, 1) - 1) % 2, (dimension(input, 2) - 1) % 2, 0];
    const bounds = (): Tensor[] =>
      [begin, [0, 0, 0, 0], [1, 2, 2, 1]].map((each) => tf.tensor1d(each, 'int32'));
    return {
      value: rawOp1('StridedSlice', attributes, [input, ...bounds()]),
      gradFunc: (dy: Tensor) =>
        rawOp1('StridedSliceGrad', attributes, [tf.tensor1d(shape, 'int32'), ...bounds(), dy]),
    };
  });
  return take(x) as Tensor;
}
