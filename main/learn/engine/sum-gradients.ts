import type { Tensor } from '@tensorflow/tfjs-core';

type Tensorflow = typeof import('@tensorflow/tfjs-node');

/**
 * Puts gradients of `sum` and `mean` in the place of tfjs', which multiply by ones of the whole input's shape, made in
 * JavaScript: in a graph these are constants, too large a one with large pictures or batches (128 images of
 * 96 × 96 × 3: 14 MB). The numbers are the same.
 */
export function replaceSumGradients(tf: Tensorflow): void {
  const replace = (kernelName: 'Sum' | 'Mean', share: (values: number) => number): void => {
    tf.unregisterGradient(kernelName);
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x'],
      gradFunc(dy, saved, attrs) {
        const { shape } = saved[0] as Tensor;
        const summed = new Set(tf.util.parseAxisParam(attrs['axis'] as number[], shape));
        const repeats = shape.map((size, axis) => (summed.has(axis) ? size : 1));
        const values = repeats.reduce((product, size) => product * size, 1);
        const column = (dy as Tensor).reshape(
          shape.map((size, axis) => (summed.has(axis) ? 1 : size)),
        );
        const divisor = share(values);
        const each = divisor === 1 ? column : column.div(divisor);
        return { x: () => each.tile(repeats) };
      },
    });
  };
  replace('Sum', () => 1);
  replace('Mean', (values) => values);
}
