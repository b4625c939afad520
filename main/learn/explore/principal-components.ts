import { fromTensor, type Matrix, toTensor } from '../data/matrix.ts';
import { asRank2 } from '../engine/shapes.ts';
import { svd } from '../engine/svd.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/**
 * The first principal components: centred points in the axes of their largest variance
 * (Bishop 2006, Pattern Recognition and Machine Learning, section 12.1.1).
 * @param points `[n, features]`
 * @returns `[n, count]`, fewer columns when there are fewer features
 */
export function principalComponents(points: Matrix, count: number): Matrix {
  return fromTensor(
    tf.tidy(() => {
      const x = toTensor(points);
      const centred = asRank2(x.sub(x.mean(0, true)));
      const covariance = tf.matMul(centred, centred, true, false).div(points.rows);
      const { right: axes } = svd(covariance as Tensor);
      const first = tf.slice2d(asRank2(axes), [0, 0], [-1, Math.min(count, points.columns)]);
      return tf.matMul(centred, first) as unknown as Tensor;
    }),
  );
}
