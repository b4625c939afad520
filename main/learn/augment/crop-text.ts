import { padId } from '../../../shared/special-tokens.ts';
import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/**
 * A run of words of each text, as if nothing else had been written: two of one text are two views of it (independent cropping: Izacard et al.
 * 2021, arXiv 2112.09118, section 3.2).
 *
 * @param texts int32 `[batch, length]`, rows of `packTokens`: the first token, which begins every text, stays
 * @param least share of its words that is kept at least, 0…1; how many is drawn anew for each text
 * @returns the same shape
 */
export function cropText(texts: Tensor, least: number, random: StepRandom): Tensor {
  return tf.tidy(() => {
    const [batch, length] = [dimension(texts, 0), dimension(texts, 1)];
    const words = texts.toFloat().minimum(1).sum(1, true).sub(1);
    const kept = words.mul(random.uniform([batch, 1], least, 1)).ceil();
    const begin = random.uniform([batch, 1]).mul(words.sub(kept).add(1)).floor();
    const place = tf.range(1, length).reshape([1, length - 1]);
    const from = place.add(begin).clipByValue(0, length - 1);
    const rows = tf.range(0, batch).reshape([batch, 1]).mul(length);
    const run = tf.gather(texts.reshape([-1]), from.add(rows).toInt() as never);
    const filling = tf.fill([batch, length - 1], padId, 'int32');
    const seen = tf.where(place.lessEqual(kept) as never, run, filling);
    return tf.concat([texts.slice([0, 0], [-1, 1]), seen] as never, 1) as Tensor;
  });
}
