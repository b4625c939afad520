import type { PicturesRecord } from '../../shared/training.ts';
import type { ImageSource } from '../learn/data/image-source.ts';
import type { Tensor } from '../learn/engine/tensorflow.ts';

/** Images 0…1, `[n, height, width, channels]` each, as a message. */
export function picturesMessage(
  { height, width, channels }: ImageSource['shape'],
  examples: readonly { caption: string; images: Tensor; texts?: readonly string[] }[],
): PicturesRecord {
  const pictures = examples.map(({ caption, images, texts }) => {
    const values = images.clipByValue(0, 1).mul(255).round().dataSync();
    const pixels = Buffer.from(Uint8Array.from(values)).toString('base64');
    return { caption, pixels, texts: [...(texts ?? [])] };
  });
  return { height, width, channels, pictures };
}
