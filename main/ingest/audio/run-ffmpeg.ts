import { once } from 'node:events';
import { Refusal } from '../refusal.ts';
import { startFfmpeg } from '../start-ffmpeg.ts';

/** What ffmpeg is to do with one file. */
export interface FfmpegJob {
  /** Absolute path of the file. */
  file: string;
  /** The demuxer: never chosen by ffmpeg, so that a playlist cannot make it read other files. */
  demuxer: string;
  sampleRate: number;
  timeoutMs: number;
  /** What the file is, for the sentence: `AAC audio`. */
  what: string;
}

const maxComplaint = 4096;

/**
 * Decodes to float32, one channel, at `sampleRate`, and gives what comes as it comes.
 * @param candidates where to look for ffmpeg
 * @param onSamples its error ends ffmpeg and is thrown
 * @returns whether ffmpeg complained
 * @throws {Refusal} `unsupported` when there is no ffmpeg; `timeout`; `corrupt` when nothing can be decoded
 */
export async function runFfmpeg(
  job: FfmpegJob,
  onSamples: (samples: Float32Array) => void,
  candidates: readonly string[],
): Promise<{ complained: boolean }> {
  const child = await startFfmpeg(argumentsOf(job), {
    what: job.what,
    remedy: 'convert the file to WAV',
    candidates,
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (complaint.length < maxComplaint) complaint += text;
  });
  const closed = once(child, 'close');
  closed.catch(() => undefined); // where something else fails first, nobody waits for it
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, job.timeoutMs);
  let samples = 0;
  try {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = bytes.length - (bytes.length % 4);
      rest = bytes.subarray(whole);
      const values = new Float32Array(new Uint8Array(bytes.subarray(0, whole)).buffer);
      samples += values.length;
      onSamples(values);
    }
    await closed;
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
  if (timedOut) {
    const seconds = Math.round(job.timeoutMs / 1000);
    throw new Refusal('timeout', `took ffmpeg longer than ${seconds} seconds`);
  }
  if (samples === 0) throw new Refusal('corrupt', `is damaged: ffmpeg finds no ${job.what} in it`);
  return { complained: complaint.trim() !== '' || child.exitCode !== 0 };
}

function argumentsOf({ file, demuxer, sampleRate, timeoutMs }: FfmpegJob): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error'],
    // It ends by itself too, should this process be killed.
    ...['-timelimit', String(Math.ceil(timeoutMs / 1000)), '-threads', '1'],
    ...['-protocol_whitelist', 'file', '-f', demuxer, '-i', `file:${file}`],
    ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-map_metadata', '-1'],
    ...['-ac', '1', '-ar', String(sampleRate), '-c:a', 'pcm_f32le', '-f', 'f32le'],
    ...['-protocol_whitelist', 'pipe', 'pipe:1'],
  ];
}
