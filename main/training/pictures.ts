import { type SampleSpec, specOfKind } from '../../shared/sample-spec.ts';
import type { PicturesRecord } from '../../shared/training.ts';
import type { Tensor } from '../learn/engine/tensorflow.ts';

/** Images 0…1, `[n, height, width, channels]` each, as a message. */
export function picturesMessage(
  spec: SampleSpec,
  examples: readonly { caption: string; images: Tensor; texts?: readonly string[] }[],
): PicturesRecord {
  const { height, width, channels } = specOfKind(spec, 'images');
  const pictures = examples.map(({ caption, images, texts }) => {
    const values = images.clipByValue(0, 1).mul(255).round().dataSync();
    const pixels = Buffer.from(Uint8Array.from(values)).toString('base64');
    return { caption, pixels, texts: [...(texts ?? [])] };
  });
  return { height, width, channels, pictures };
}
