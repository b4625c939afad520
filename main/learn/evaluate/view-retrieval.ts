import { asRank2, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { l2Normalize } from '../losses/l2-normalize.ts';

/**
 * kNN on augmentations: how often a view of an image finds the other view of the same image among the views of all,
 * by cosine; mean of both directions. It needs no labels; by chance it is 1 / images. (The instance discrimination of
 * Wu et al. 2018, arXiv 1805.01978, as a measure.)
 *
 * @param first,second embeddings of two views of the same images, `[images, features]`, two images at least
 * @returns 0…1
 */
export function viewRetrieval(first: Tensor, second: Tensor): number {
  return tf.tidy(() => {
    const a = asRank2(l2Normalize(first));
    const b = asRank2(l2Normalize(second));
    const own = tf.range(0, dimension(first, 0), 1, 'int32');
    const cosine = tf.matMul(a, b, false, true);
    const found = [0, 1].map((axis) => cosine.argMax(axis).equal(own).toFloat().mean());
    const [back, forth] = found.map((share) => share.dataSync()[0] ?? Number.NaN);
    return ((back ?? Number.NaN) + (forth ?? Number.NaN)) / 2;
  });
}
