import { type SampleSpec, specOfKind } from '../../shared/sample-spec.ts';
import type { PicturesRecord, ShownRecord, TokensRecord } from '../../shared/training.ts';
import type { Tensor } from '../learn/engine/tensorflow.ts';

/** What a pretext task shows of some samples. */
interface Shown {
  caption: string;
  /** Of each sample one: of images 0…1, `[n, height, width, channels]`, of texts tokens, `[n, length]`. */
  images: Tensor;
  texts?: readonly string[];
}

/** What a task shows, as a message. */
export function shownMessage(spec: SampleSpec, examples: readonly Shown[]): ShownRecord {
  return spec.kind === 'text' ? tokensMessage(examples) : picturesMessage(spec, examples);
}

function picturesMessage(spec: SampleSpec, examples: readonly Shown[]): PicturesRecord {
  const { height, width, channels } = specOfKind(spec, 'images');
  const pictures = examples.map(({ caption, images, texts }) => {
    const values = images.clipByValue(0, 1).mul(255).round().dataSync();
    const pixels = Buffer.from(Uint8Array.from(values)).toString('base64');
    return { caption, pixels, texts: [...(texts ?? [])] };
  });
  return { height, width, channels, pictures };
}

/** A task may look at the beginnings of texts alone. */
function tokensMessage(examples: readonly Shown[]): TokensRecord {
  const length = examples[0]?.images.shape[1] ?? 0;
  const pictures = examples.map(({ caption, images, texts }) => {
    const values = Int32Array.from(images.slice([0, 0], [-1, length]).dataSync());
    const tokens = Buffer.from(values.buffer).toString('base64');
    return { caption, tokens, texts: [...(texts ?? [])] };
  });
  return { length, pictures };
}
