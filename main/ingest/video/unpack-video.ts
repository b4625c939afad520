import { refusedAnswer } from '../decoder/refuse.ts';
import { unpackZipEntry } from '../decoder/unpack-zip-entry.ts';
import { openZipEntrySource } from '../decoder/zip-entry-source.ts';
import { formatBytes } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { noVideo } from './no-video.ts';
import { sniffVideo } from './sniff-video.ts';
import type { UnpackVideoRequest, VideoAnswer } from './video-messages.ts';

/** Unpacks a video of a zip archive into a file, since ffmpeg jumps about in it. What is none is not unpacked. */
export async function unpackVideo({
  entry,
  to,
  room,
  limits,
  pictures,
}: UnpackVideoRequest): Promise<VideoAnswer> {
  const spent = { inflated: 0 };
  try {
    const source = openZipEntrySource(entry, pictures);
    let head: Buffer;
    try {
      head = source.head();
    } finally {
      spent.inflated += source.inflated;
      source.close();
    }
    if (sniffVideo(head) === null) return { ...noVideo(head), inflated: spent.inflated };
    spent.inflated = 0; // the head is part of it
    const declared = entry.uncompressedSize;
    if (declared > limits.maxBytes) {
      const size = `${formatBytes(declared)} when unpacked; the limit is ${formatBytes(limits.maxBytes)}`;
      throw new Refusal('oversized', `is too large: ${size}`);
    }
    if (declared > room) {
      const most = formatBytes(limits.maxArchiveBytes);
      const clause = `is in an archive that with it unpacks to more than ${most}; it was not unpacked`;
      throw new Refusal('oversized', clause);
    }
    await unpackZipEntry(entry, to, spent);
    return { is: 'unpacked', inflated: spent.inflated };
  } catch (error) {
    return refusedAnswer(error, spent.inflated);
  }
}
