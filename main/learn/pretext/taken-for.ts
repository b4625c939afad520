import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import type { PretextGuess } from './pretext-task.ts';

/**
 * For each of some samples the one among others that it is most like, to be looked at.
 * @param here,there features of the samples and of the others, `[n, features]`: the larger the inner product, the more alike
 * @param shown the others
 * @param isRight whether one taken for another is right; only itself when left out
 */
export function takenFor(
  here: Tensor,
  there: Tensor,
  shown: Tensor,
  isRight = (taken: number, of: number): boolean => taken === of,
): PretextGuess {
  const similar = tf.matMul(asRank2(here), asRank2(there), false, true);
  const taken = Array.from(similar.argMax(1).dataSync());
  return {
    caption: 'taken for',
    images: pick(shown, taken),
    texts: taken.map((each, i) => (isRight(each, i) ? 'right' : 'wrong')),
  };
}

/** Some samples, in the given order: `[n, …]`. */
export function pick(samples: Tensor, which: readonly number[]): Tensor {
  return tf.concat(
    which.map((each) => samples.slice([each], [1])),
    0,
  ) as Tensor;
}
