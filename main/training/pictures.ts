import { packedBytes, type SampleSpec, type SpecOf, specOfKind } from '../../shared/sample-spec.ts';
import type { PicturesRecord } from '../../shared/training.ts';
import { clipPicture, clipPictureSize } from '../files/clip-picture.ts';
import type { Tensor } from '../learn/engine/tensorflow.ts';

/** Images 0…1, `[n, height, width, channels]` each, as a message; of clips their frames side by side. */
export function picturesMessage(
  spec: SampleSpec,
  examples: readonly { caption: string; images: Tensor; texts?: readonly string[] }[],
): PicturesRecord {
  const { height, width, channels } =
    spec.kind === 'video' ? clipPictureSize(spec) : specOfKind(spec, 'images');
  const pictures = examples.map(({ caption, images, texts }) => {
    const values = images.clipByValue(0, 1).mul(255).round().dataSync();
    const bytes = Uint8Array.from(values);
    const shown = spec.kind === 'video' ? clipPictures(bytes, spec) : bytes;
    const pixels = Buffer.from(shown).toString('base64');
    return { caption, pixels, texts: [...(texts ?? [])] };
  });
  return { height, width, channels, pictures };
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
