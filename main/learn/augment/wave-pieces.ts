import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/** Values by place in each row. @param rows `[batch, samples]` @param places int32 `[batch, n]` */
export function takePlaces(rows: Tensor, places: Tensor): Tensor {
  const [batch, length] = [dimension(rows, 0), dimension(rows, 1)];
  // Whole numbers: there are more samples in a batch than a float32 counts.
  const starts = tf.range(0, batch, 1, 'int32').mul(tf.scalar(length, 'int32')).reshape([batch, 1]);
  return tf.gather(rows.reshape([-1]), places.add(starts) as never) as Tensor;
}

/** A piece of each waveform from a random place: `[batch, samples]` → `[batch, length]`. */
export function randomPieces(waveforms: Tensor, length: number, random: StepRandom): Tensor {
  return tf.tidy(() => {
    const [batch, samples] = [dimension(waveforms, 0), dimension(waveforms, 1)];
    const begin = random.uniform([batch, 1], 0, samples - length + 1).floor();
    const last = samples - length;
    const places = begin
      .clipByValue(0, last)
      .toInt()
      .add(tf.range(0, length, 1, 'int32'));
    return takePlaces(waveforms, places as Tensor);
  });
}
