import { packedBytes, type SampleSpec, type SpecOf, specOfKind } from '../../shared/sample-spec.ts';
import type { PicturesRecord, ShownRecord, VectorsRecord } from '../../shared/training.ts';
import { clipPicture, clipPictureSize } from '../files/clip-picture.ts';
import { asRank4 } from '../learn/engine/shapes.ts';
import { type Tensor, tf } from '../learn/engine/tensorflow.ts';
import { asPicture, spectrograms } from '../learn/pretext/waveforms.ts';

/** What a pretext task shows of some samples. */
interface Shown {
  caption: string;
  /** Of each sample one: of images 0…1, `[n, height, width, channels]`, of texts tokens, `[n, length]`, of recordings waveforms or spectrograms 0…1. */
  images: Tensor;
  texts?: readonly string[];
}

/** Of a spectrogram, pixels. */
const spectrogramSize = { height: 96, width: 160 } as const;

/** What a task shows, as a message. */
export function shownMessage(spec: SampleSpec, examples: readonly Shown[]): ShownRecord {
  return spec.kind === 'text' || spec.kind === 'tables'
    ? vectorsMessage(spec, examples)
    : picturesMessage(spec, examples);
}

/** Of clips their frames side by side, of recordings their spectrograms. */
function picturesMessage(spec: SampleSpec, examples: readonly Shown[]): PicturesRecord {
  if (spec.kind === 'audio') {
    const drawn = examples.map((each) => ({ ...each, images: drawnSound(each.images, spec) }));
    return {
      ...spectrogramSize,
      channels: 1,
      pictures: drawn.map((each) => pictureOf(each, spec)),
    };
  }
  const { height, width, channels } =
    spec.kind === 'video' ? clipPictureSize(spec) : specOfKind(spec, 'images');
  const pictures = examples.map((each) => pictureOf(each, spec));
  return { height, width, channels, pictures };
}

function pictureOf(
  { caption, images, texts }: Shown,
  spec: SampleSpec,
): PicturesRecord['pictures'][number] {
  const values = images.clipByValue(0, 1).mul(255).round().dataSync();
  const bytes = Uint8Array.from(values);
  const shown = spec.kind === 'video' ? clipPictures(bytes, spec) : bytes;
  const pixels = Buffer.from(shown).toString('base64');
  return { caption, pixels, texts: [...(texts ?? [])] };
}

/** Time from left to right, low sounds at the bottom. @param sound `[n, samples]` or `[n, frames, bands, 1]` */
function drawnSound(sound: Tensor, spec: SampleSpec): Tensor {
  const levels = sound.rank === 2 ? asPicture(spectrograms(sound, spec)) : sound;
  const upright = tf.reverse4d(tf.transpose(asRank4(levels), [0, 2, 1, 3]), 1);
  const { height, width } = spectrogramSize;
  return tf.image.resizeNearestNeighbor(upright, [height, width]) as unknown as Tensor;
}

function clipPictures(clips: Uint8Array, spec: SpecOf<'video'>): Uint8Array {
  const { height, width, channels } = clipPictureSize(spec);
  const bytes = packedBytes(spec);
  const count = clips.length / bytes;
  const all = new Uint8Array(count * height * width * channels);
  for (let i = 0; i < count; i++) {
    const clip = clips.subarray(i * bytes, (i + 1) * bytes);
    all.set(clipPicture(clip, spec), i * height * width * channels);
  }
  return all;
}

/** A task may look at the beginnings of texts alone: then all are as long as the first. */
function vectorsMessage(spec: SampleSpec, examples: readonly Shown[]): VectorsRecord {
  const length = examples[0]?.images.shape[1] ?? 0;
  const pictures = examples.map(({ caption, images, texts }) => {
    const some = images.slice([0, 0], [-1, length]).dataSync();
    const { buffer } = spec.kind === 'text' ? Int32Array.from(some) : Float32Array.from(some);
    return { caption, values: Buffer.from(buffer).toString('base64'), texts: [...(texts ?? [])] };
  });
  return { length, pictures };
}
