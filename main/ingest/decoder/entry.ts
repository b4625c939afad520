/**
 * The decoder process: untrusted files meet native code here and nowhere else. It ends when the
 * import that started it goes away.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import sharp from 'sharp';
import { messageOf } from '../../../shared/errors.ts';
import type { ImageHeader, ImageKind } from '../kinds/image-kind.ts';
import { describeUnknown, sniff } from '../kinds/index.ts';
import { finishRaw } from '../kinds/resize.ts';
import { perceptualHash } from '../perceptual-hash.ts';
import { SkipFile } from '../skip.ts';
import type {
  Decoded,
  DecoderAnswer,
  DecoderInput,
  DecoderRequest,
  DecoderResults,
  DecoderTask,
  Probe,
} from './messages.ts';

sharp.cache(false);
sharp.concurrency(1);

process.on('disconnect', () => process.exit(0));
process.on('message', (request: DecoderRequest) => {
  answer(request).then(
    (message) => process.send?.(message),
    () => process.exit(1),
  );
});

async function answer({ id, task }: DecoderRequest): Promise<DecoderAnswer> {
  try {
    return { id, ok: true, result: await perform(task) };
  } catch (error) {
    if (error instanceof SkipFile) {
      return { id, ok: false, code: error.code, reason: error.message };
    }
    return { id, ok: false, code: 'corrupt', reason: `it cannot be read (${messageOf(error)}).` };
  }
}

async function perform(task: DecoderTask): Promise<DecoderResults[keyof DecoderResults]> {
  if (task.kind === 'probe') return await probe(task.input, task.maxPixels);
  if (task.kind === 'decode') return await decode(task);
  const { kind, format } = kindOf(task.input);
  const bytes = task.input.bytes;
  if (task.kind === 'range') {
    return (await kind.range?.(bytes, task.maxPixels)) ?? [0, 65535];
  }
  const header = await kind.probe(bytes, format, task.maxPixels);
  const preview = { size: 96, channels: 3, fit: 'stretch', background: [255, 255, 255] } as const;
  const pixels = await kind.decode(
    bytes,
    header,
    { ...preview, sixteenBitRange: null },
    task.maxPixels,
  );
  return isGrey(pixels);
}

async function probe(input: DecoderInput, maxPixels: number): Promise<Probe> {
  const sha256 = createHash('sha256').update(input.bytes).digest('hex');
  if (input.form === 'pixels') {
    return { sha256, header: pixelsHeader(input), wrongExtension: false };
  }
  const { kind, format } = kindOf(input);
  const header = await kind.probe(input.bytes, format, maxPixels);
  const extension = path.extname(input.name).slice(1).toLowerCase();
  const wrongExtension = extension !== '' && !kind.extensions(format).includes(extension);
  return { sha256, header, wrongExtension };
}

async function decode(task: Extract<DecoderTask, { kind: 'decode' }>): Promise<Decoded> {
  const { input, preprocessing, maxPixels } = task;
  let pixels: Uint8Array;
  if (input.form === 'pixels') {
    const { width, height, channels, bytes } = input;
    pixels = await finishRaw({ width, height, channels, pixels: bytes }, preprocessing);
  } else {
    const { kind, format } = kindOf(input);
    const header = await kind.probe(input.bytes, format, maxPixels);
    pixels = await kind.decode(input.bytes, header, preprocessing, maxPixels);
  }
  const { size, channels } = preprocessing;
  return { pixels, perceptualHash: perceptualHash(pixels, size, channels) };
}

function kindOf(input: DecoderInput): { kind: ImageKind; format: string } {
  const found = sniff(input.bytes);
  if (found !== null) return found;
  if (input.bytes.byteLength === 0) throw new SkipFile('empty', 'the file is empty.');
  if (input.bytes.every((byte) => byte === 0)) {
    throw new SkipFile('corrupt', 'the file holds nothing but zeros.');
  }
  throw new SkipFile('unsupported', describeUnknown(input.bytes));
}

function pixelsHeader(input: Extract<DecoderInput, { form: 'pixels' }>): ImageHeader {
  return {
    format: 'idx',
    width: input.width,
    height: input.height,
    grey: input.channels === 1,
    alpha: false,
    cmyk: false,
    sixteenBit: false,
    exifRotated: false,
    frames: 1,
  };
}

/** JPEG noise of a few steps still counts as grey. */
function isGrey(pixels: Uint8Array): boolean {
  const tolerance = 6;
  for (let i = 0; i < pixels.length; i += 3) {
    const [r = 0, g = 0, b = 0] = pixels.subarray(i, i + 3);
    if (Math.max(r, g, b) - Math.min(r, g, b) > tolerance) return false;
  }
  return true;
}
