import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { checkDimensions } from '../kinds/check-dimensions.ts';
import type { ImportLimits } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { startFfmpeg } from '../start-ffmpeg.ts';
import type { VideoLimits } from './limits.ts';
import { type PpmFrame, ppmFrames } from './ppm-frames.ts';
import type { VideoHeader } from './types.ts';

/** Formats that ffmpeg reads, with its demuxer: never chosen by itself, so that a playlist cannot make it read other files. */
const demuxers = { mp4: 'mov', mov: 'mov', webm: 'matroska' } as const;
type FfmpegFormat = keyof typeof demuxers;
const names: Readonly<Record<FfmpegFormat, string>> = {
  mp4: 'an MP4 video',
  mov: 'a QuickTime video',
  webm: 'a WebM video',
};

const maxComplaint = 4096;
const maxLine = 1024;

/** Whether ffmpeg is what reads a format. */
export function needsFfmpeg(format: string): format is FfmpegFormat {
  return Object.hasOwn(demuxers, format);
}

/**
 * Size and length of a video, of what is in it and not of what its header says: ffmpeg lists its packets (`framecrc`), none is decoded.
 * @throws {Refusal} `unsupported` without ffmpeg or without a picture in it; `corrupt`; `oversized`; `timeout`
 */
export async function probeByFfmpeg(
  file: string,
  format: FfmpegFormat,
  limits: VideoLimits,
  pictures: ImportLimits,
): Promise<VideoHeader> {
  const run = await Run.start(
    [...inputOf(file, format, pictures), '-map', '0:V:0', '-c', 'copy', '-f', 'framecrc'],
    format,
    limits,
  );
  const list = new PacketList();
  try {
    let rest = '';
    for await (const chunk of run.output()) {
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = (lines.pop() ?? '').slice(0, maxLine);
      for (const line of lines) list.add(line);
    }
  } finally {
    run.end();
  }
  const { complaint } = await run.closed();
  const { width, height, seconds, frames } = list;
  if (frames === 0) {
    throw /matches no streams/.test(complaint)
      ? new Refusal('unsupported', 'holds no video')
      : new Refusal('corrupt', 'is damaged: ffmpeg finds no video in it');
  }
  checkDimensions(width, height, pictures);
  return { format, width, height, seconds, frames };
}

/** What `framecrc` says: `#tb 0: 1/1000`, `#dimensions 0: 64x48`, then a line a packet: stream, decoding and presentation time, length. */
class PacketList {
  #unit = 0;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  frames = 0;
  width = 0;
  height = 0;

  add(line: string): void {
    const unit = /^#tb 0: (\d+)\/(\d+)/.exec(line);
    if (unit !== null) this.#unit = Number(unit[1]) / Number(unit[2]);
    const size = /^#dimensions 0: (\d+)x(\d+)/.exec(line);
    if (size !== null) [this.width, this.height] = [Number(size[1]), Number(size[2])];
    if (line.startsWith('#')) return;
    const [, , time, length] = line.split(',').map(Number);
    if (time === undefined || length === undefined || !Number.isFinite(time + length)) return;
    this.frames += 1;
    this.#first = Math.min(this.#first, time);
    this.#last = Math.max(this.#last, time + length);
  }

  get seconds(): number {
    const seconds = (this.#last - this.#first) * this.#unit;
    return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
  }
}

/** What to decode of a video. */
export interface FfmpegFrames {
  /** Frames a second: number n is what is seen at (n + ½) / rate. */
  rate: number;
  /** Frames in all. */
  count: number;
  /** Shorter side, pixels: larger frames are made so small by ffmpeg. */
  shorterSide: number;
}

/**
 * Frames of a video, evenly in time, one at a time.
 * @param onEnd told whether ffmpeg complained, when all have been given
 * @throws {Refusal} `unsupported` without ffmpeg; `timeout` when one takes too long
 */
export async function* framesByFfmpeg(
  file: string,
  format: FfmpegFormat,
  wanted: FfmpegFrames,
  { limits, pictures }: { limits: VideoLimits; pictures: ImportLimits },
  onEnd: (complained: boolean) => void,
): AsyncGenerator<PpmFrame> {
  const run = await Run.start(
    [
      ...inputOf(file, format, pictures),
      ...['-map', '0:V:0', '-an', '-sn', '-dn', '-map_metadata', '-1'],
      ...['-vf', filterOf(wanted), '-frames:v', String(wanted.count)],
      ...['-pix_fmt', 'rgb24', '-c:v', 'ppm', '-f', 'image2pipe'],
    ],
    format,
    limits,
  );
  try {
    yield* ppmFrames(run.output(), 3 * pictures.maxPixels);
  } finally {
    run.end();
    await run.closed(); // also for one who has seen enough: the file is free then
  }
  const { complaint, failed } = await run.closed();
  onEnd(failed || complaint.trim() !== '');
}

function filterOf({ rate, shorterSide }: FfmpegFrames): string {
  // Rounded up, each frame is shown from the first place whose time is not before its own: half a place later than its number says.
  const times = `setpts=PTS-STARTPTS-${(0.5 / rate).toFixed(6)}/TB,fps=${rate.toFixed(6)}:round=up`;
  const share = `min(1\\,${shorterSide}/min(iw*sar\\,ih))`;
  const size = `w=max(1\\,round(iw*sar*${share})):h=max(1\\,round(ih*${share}))`;
  return `${times},scale=${size}:flags=area,setsar=1`;
}

function inputOf(file: string, format: FfmpegFormat, { maxPixels }: ImportLimits): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-threads', '1'],
    ...['-max_pixels', String(maxPixels), '-protocol_whitelist', 'file'],
    ...['-f', demuxers[format], '-i', `file:${file}`],
  ];
}

/** One run of ffmpeg, which is ended when nothing comes for too long. */
class Run {
  readonly #child: ChildProcess;
  readonly #timeoutMs: number;
  readonly #closed: Promise<unknown>;
  #complaint = '';
  #ended = false;

  private constructor(child: ChildProcess, timeoutMs: number) {
    this.#child = child;
    this.#timeoutMs = timeoutMs;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (this.#complaint.length < maxComplaint) this.#complaint += text;
    });
    this.#closed = once(child, 'close');
    this.#closed.catch(() => undefined); // where something else fails first, nobody waits for it
  }

  static async start(args: string[], format: FfmpegFormat, limits: VideoLimits): Promise<Run> {
    const child = await startFfmpeg([...args, '-protocol_whitelist', 'pipe', 'pipe:1'], {
      what: names[format],
      remedy: 'convert the file to GIF or to a folder of numbered pictures',
      candidates: limits.ffmpeg,
    });
    return new Run(child, limits.ffmpegTimeoutMs);
  }

  async *output(): AsyncGenerator<Buffer> {
    let late = false;
    const end = (): void => {
      late = true;
      this.end();
    };
    let timer = setTimeout(end, this.#timeoutMs);
    try {
      for await (const chunk of this.#child.stdout as AsyncIterable<Buffer>) {
        clearTimeout(timer);
        yield chunk;
        timer = setTimeout(end, this.#timeoutMs);
      }
    } finally {
      clearTimeout(timer);
    }
    if (!late) return;
    const seconds = this.#timeoutMs / 1000;
    throw new Refusal('timeout', `took ffmpeg longer than ${seconds} seconds`);
  }

  end(): void {
    this.#ended = true;
    this.#child.kill('SIGKILL');
  }

  async closed(): Promise<{ complaint: string; failed: boolean }> {
    await this.#closed;
    return { complaint: this.#complaint, failed: !this.#ended && this.#child.exitCode !== 0 };
  }
}
