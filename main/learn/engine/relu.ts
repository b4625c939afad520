import { rawOp1 } from './raw-op.ts';
import { type Tensor, tf } from './tensorflow.ts';

const attributes = { types: { T: 'float32' } } as const;

/** max(x, 0), any shape; the gradient is one fused kernel where tfjs runs three. */
export function relu(x: Tensor): Tensor {
  const op = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const y = rawOp1('Relu', attributes, [input]);
    save([y]);
    return {
      value: y,
      gradFunc: (dy: Tensor, saved: Tensor[]) => rawOp1('ReluGrad', attributes, [dy, ...saved]),
    };
  });
  return op(x) as Tensor;
}
