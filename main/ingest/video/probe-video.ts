import { createHash } from 'node:crypto';
import { closeSync } from 'node:fs';
import { answerItem } from '../decoder/answer-item.ts';
import { openRegularFile, readRange } from '../decoder/open-regular-file.ts';
import { formatBytes } from '../limits.ts';
import { overBudget, Refusal } from '../refusal.ts';
import { probeAnimation } from './animated-picture.ts';
import { needsFfmpeg, probeByFfmpeg } from './ffmpeg-video.ts';
import { noVideo } from './no-video.ts';
import { readWhole, textPath } from './read-clips.ts';
import { sniffVideo } from './sniff-video.ts';
import type { ProbedVideo, ProbeVideoRequest, VideoAnswer, VideoSource } from './video-messages.ts';

const headBytes = 4096;
const chunkBytes = 1024 * 1024;
/** Fewer pictures are no video. */
const fewestPictures = 2;

/** Looks at a video. @throws {Refusal} */
export async function probeVideo(request: ProbeVideoRequest): Promise<VideoAnswer> {
  const { source, limits, pictures } = request;
  if (source.is === 'frames') return await probeFolder(source, request);
  const { fd, size } = openRegularFile(source.file);
  try {
    const head = readRange(fd, 0, Math.min(size, headBytes));
    const format = sniffVideo(head);
    if (format === null) return noVideo(head);
    if (size > limits.maxBytes) {
      const most = formatBytes(limits.maxBytes);
      throw new Refusal('oversized', `is too large: ${formatBytes(size)}; the limit is ${most}`);
    }
    const header = needsFfmpeg(format)
      ? await probeByFfmpeg(textPath(source.file), format, limits, pictures)
      : (await probeAnimation(readWhole(source.file, request), format, limits, pictures)).header;
    if (header.frames < 2 || header.seconds <= 0) {
      throw new Refusal('unsupported', 'is a video of one frame: nothing moves in it');
    }
    return { is: 'video', header, sha256: hashOf(fd, size), bytes: size, bad: [] };
  } finally {
    closeSync(fd);
  }
}

/** Of a file. */
export function hashOfFile(source: Extract<VideoSource, { is: 'file' }>): string {
  const { fd, size } = openRegularFile(source.file);
  try {
    return hashOf(fd, size);
  } finally {
    closeSync(fd);
  }
}

function hashOf(fd: number, size: number): string {
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += chunkBytes) {
    hash.update(readRange(fd, at, Math.min(chunkBytes, size - at)));
  }
  return hash.digest('hex');
}

async function probeFolder(
  { pictures: files }: Extract<VideoSource, { is: 'frames' }>,
  { pictures, folderRate, limits }: ProbeVideoRequest,
): Promise<ProbedVideo> {
  if (files.length > limits.maxFrames) {
    throw new Refusal(
      'oversized',
      `has ${files.length} pictures; the limit is ${limits.maxFrames}`,
    );
  }
  const hash = createHash('sha256');
  const bad: ProbedVideo['bad'] = [];
  let size: { width: number; height: number } | null = null;
  let bytes = 0;
  let inflated = 0;
  for (const [place, file] of files.entries()) {
    if (inflated > limits.maxArchiveBytes) throw overBudget(limits.maxArchiveBytes);
    const answer = await answerItem(file, { op: 'probe', items: [], limits: pictures });
    inflated += answer.inflated ?? 0;
    if (answer.is === 'image') {
      hash.update(answer.sha256);
      bytes += answer.bytes;
      size ??= answer.header;
    } else if (answer.is === 'refused') {
      bad.push({ place, code: answer.code, clause: answer.clause });
    } else {
      bad.push({ place, code: 'not-an-image', clause: 'is not an image' });
    }
  }
  const frames = files.length - bad.length;
  if (size === null || frames < fewestPictures) {
    throw new Refusal('corrupt', 'has too few pictures that can be read for a video');
  }
  const { width, height } = size;
  const header = { format: 'frames', width, height, seconds: frames / folderRate, frames } as const;
  return { is: 'video', header, sha256: hash.digest('hex'), bytes, bad, inflated };
}
