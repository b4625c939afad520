import { closeSync } from 'node:fs';
import { answerItem } from '../decoder/answer-item.ts';
import type { RawPath } from '../decoder/messages.ts';
import { openRegularFile, readRange } from '../decoder/open-regular-file.ts';
import type { ImageHeader, RawImage } from '../kinds/kind.ts';
import { formatBytes } from '../limits.ts';
import { fitImage } from '../pixels/fit-image.ts';
import { perceptualHash } from '../pixels/perceptual-hash.ts';
import { Refusal } from '../refusal.ts';
import type { ImagePreprocessing, SampleNote } from '../types.ts';
import { framesOfAnimation, probeAnimation } from './animated-picture.ts';
import { clipTimes } from './clip-times.ts';
import { contactSheet } from './contact-sheet.ts';
import { framesByFfmpeg, needsFfmpeg } from './ffmpeg-video.ts';
import type { VideoPreprocessing } from './types.ts';
import type { OpenVideoRequest, VideoClip, VideoSource } from './video-messages.ts';

/** One frame as the data set has it. */
interface FittedFrame {
  /** uint8 `[size, size, channels]`. */
  pixels: Uint8Array;
  grey: boolean;
  notes: SampleNote[];
}

/** Of a clip, at least: the last one there is stands for those that are missing. */
const leastShare = 0.75;

/**
 * Reads a video clip by clip; one clip is in memory at a time.
 * @throws {Refusal} when nothing can be decoded, or what is needed to do so is missing
 */
export async function* readClips(request: OpenVideoRequest): AsyncGenerator<VideoClip> {
  const { header, preprocessing, limits } = request;
  const { frames, size, channels } = preprocessing;
  const { clips, rate } = clipTimes(header.seconds, preprocessing, limits.maxSeconds);
  const found = { damaged: false };
  let made = 0;
  let waiting: FittedFrame[] = [];
  const short = header.seconds < preprocessing.seconds * 0.99;
  const clipOf = async (some: FittedFrame[]): Promise<VideoClip> => {
    const { start = 0, end = 0 } = clips[made] ?? {};
    made += 1;
    const notes = new Set(some.flatMap((frame) => frame.notes));
    if (clips.length > 1) notes.add('cut');
    if (short) notes.add('short-clip');
    if (found.damaged) notes.add('damaged-parts');
    const all = some.map(({ pixels }) => pixels);
    return {
      pixels: interleaved(all, channels),
      sheet: await contactSheet(all, size, channels),
      ...{ start, end },
      perceptualHash: perceptualHash(
        all[Math.floor(frames / 2)] ?? new Uint8Array(),
        size,
        channels,
      ),
      grey: some.every(({ grey }) => grey),
      notes: [...notes],
    };
  };
  for await (const frame of fittedFrames(request, { rate, count: clips.length * frames }, found)) {
    waiting.push(frame);
    if (waiting.length < frames) continue;
    yield await clipOf(waiting);
    waiting = [];
  }
  const last = waiting.at(-1);
  if (last !== undefined && made < clips.length && waiting.length >= leastShare * frames) {
    const held: FittedFrame = { ...last, notes: [...last.notes, 'held-frame'] };
    while (waiting.length < frames) waiting.push(held);
    yield await clipOf(waiting);
  }
  if (made === 0) {
    throw new Refusal('corrupt', 'is damaged: too few of its frames can be decoded for a clip');
  }
}

/** Frames `[size, size, channels]` each as one clip `[size, size, frames · channels]`. */
function interleaved(frames: readonly Uint8Array[], channels: number): Uint8Array {
  const places = (frames[0]?.length ?? 0) / channels;
  const clip = new Uint8Array(places * channels * frames.length);
  const stride = channels * frames.length;
  for (const [at, frame] of frames.entries()) {
    for (let place = 0; place < places; place++) {
      for (let channel = 0; channel < channels; channel++) {
        clip[place * stride + at * channels + channel] = frame[place * channels + channel] ?? 0;
      }
    }
  }
  return clip;
}

/** Frames number 0 to count − 1, each what is seen at (n + ½) / rate. */
async function* fittedFrames(
  request: OpenVideoRequest,
  wanted: { rate: number; count: number },
  found: { damaged: boolean },
): AsyncGenerator<FittedFrame> {
  const { source, header, preprocessing, limits, pictures } = request;
  const { rate, count } = wanted;
  const times = Array.from({ length: count }, (_, n) => (n + 0.5) / rate);
  if (source.is === 'frames') {
    yield* framesOfFolder(source, times, request);
    return;
  }
  const { format } = header;
  if (needsFfmpeg(format)) {
    // A third larger than what it becomes, as pictures are decoded.
    const shorterSide = Math.ceil((preprocessing.size * 4) / 3);
    const file = textPath(source.file);
    const frames = framesByFfmpeg(
      file,
      format,
      { ...wanted, shorterSide },
      { limits, pictures },
      (complained) => {
        found.damaged = complained;
      },
    );
    for await (const { pixels, width, height } of frames) {
      yield await fitted({ pixels, width, height, channels: 3 }, preprocessing);
    }
    return;
  }
  const bytes = readWhole(source.file, request);
  const animation = await probeAnimation(bytes, format as 'gif' | 'webp', limits, pictures);
  for await (const frame of framesOfAnimation(bytes, animation, times, limits)) {
    yield await fitted(frame, preprocessing);
  }
}

/** An animation's file, which is held in memory. @throws {Refusal} `oversized` */
export function readWhole(
  file: RawPath,
  { pictures: { maxFileBytes } }: Pick<OpenVideoRequest, 'pictures'>,
): Buffer {
  const { fd, size } = openRegularFile(file);
  try {
    if (size <= maxFileBytes) return readRange(fd, 0, size);
  } finally {
    closeSync(fd);
  }
  const sizes = `${formatBytes(size)}; the limit is ${formatBytes(maxFileBytes)}`;
  throw new Refusal('oversized', `is too large for an animation: ${sizes}`);
}

/** For ffmpeg. @throws {Refusal} `unreadable` */
export function textPath(file: RawPath): string {
  if (typeof file === 'string') return file;
  throw new Refusal('unreadable', 'has a name that is not valid UTF-8; rename it');
}

async function* framesOfFolder(
  { pictures: files }: Extract<VideoSource, { is: 'frames' }>,
  times: readonly number[],
  { header, preprocessing, pictures }: OpenVideoRequest,
): AsyncGenerator<FittedFrame> {
  const share = files.length / header.seconds;
  let last = { number: -1, frame: null as FittedFrame | null };
  for (const time of times) {
    const number = Math.min(files.length - 1, Math.floor(time * share + 1e-6));
    const file = files[number];
    if (file === undefined) return;
    if (last.number !== number) {
      const answer = await answerItem(file, {
        op: 'decode',
        items: [],
        limits: pictures,
        preprocessing: asImages(preprocessing),
        thumbnails: false,
      });
      if (answer.is !== 'pixels') {
        throw new Refusal('unreadable', 'has pictures that changed while it was imported');
      }
      const { pixels, grey, notes } = answer;
      last = { number, frame: { pixels, grey, notes } };
    }
    if (last.frame !== null) yield last.frame;
  }
}

async function fitted(frame: RawImage, preprocessing: VideoPreprocessing): Promise<FittedFrame> {
  const { width, height, channels } = frame;
  const header: ImageHeader = {
    format: 'gif', // of no account: there are pixels already
    ...{ width, height },
    grey: channels === 1,
    hasAlpha: channels === 4,
    ...{ sixteenBit: false, cmyk: false, palette: false, rotated: false, profile: false },
    pages: 1,
  };
  const { pixels, grey, notes } = await fitImage({ raw: frame }, header, asImages(preprocessing), {
    thumbnails: false,
  });
  return { pixels, grey, notes };
}

function asImages({ size, channels, fit, background }: VideoPreprocessing): ImagePreprocessing {
  return { size, channels, fit, background, sixteenBitRange: null };
}
