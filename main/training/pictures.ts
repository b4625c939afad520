import { type SampleSpec, specOfKind } from '../../shared/sample-spec.ts';
import type { PicturesRecord } from '../../shared/training.ts';
import { asRank4 } from '../learn/engine/shapes.ts';
import { type Tensor, tf } from '../learn/engine/tensorflow.ts';
import { asPicture, spectrograms } from '../learn/pretext/waveforms.ts';

interface Example {
  caption: string;
  images: Tensor;
  texts?: readonly string[];
}

/** Of a spectrogram, pixels. */
const spectrogramSize = { height: 96, width: 160 } as const;

/** Examples as a message: images 0…1, `[n, height, width, channels]` each; of recordings waveforms, or spectrograms 0…1. */
export function picturesMessage(spec: SampleSpec, examples: readonly Example[]): PicturesRecord {
  if (spec.kind === 'audio') {
    const drawn = examples.map((each) => ({ ...each, images: drawnSound(each.images, spec) }));
    return { ...spectrogramSize, channels: 1, pictures: drawn.map(pictureOf) };
  }
  const { height, width, channels } = specOfKind(spec, 'images');
  return { height, width, channels, pictures: examples.map(pictureOf) };
}

function pictureOf({ caption, images, texts }: Example): PicturesRecord['pictures'][number] {
  const values = images.clipByValue(0, 1).mul(255).round().dataSync();
  const pixels = Buffer.from(Uint8Array.from(values)).toString('base64');
  return { caption, pixels, texts: [...(texts ?? [])] };
}

/** Time from left to right, low sounds at the bottom. @param sound `[n, samples]` or `[n, frames, bands, 1]` */
function drawnSound(sound: Tensor, spec: SampleSpec): Tensor {
  const levels = sound.rank === 2 ? asPicture(spectrograms(sound, spec)) : sound;
  const upright = tf.reverse4d(tf.transpose(asRank4(levels), [0, 2, 1, 3]), 1);
  const { height, width } = spectrogramSize;
  return tf.image.resizeNearestNeighbor(upright, [height, width]) as unknown as Tensor;
}
