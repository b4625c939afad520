import { closeSync, opendirSync } from 'node:fs';
import path from 'node:path';
import { isLitter } from '../containers/litter.ts';
import { openRegularFile, readRange } from '../decoder/open-regular-file.ts';
import { formatOfExtension } from '../kinds/image-extensions.ts';
import { hasMagic } from '../kinds/kind.ts';
import { videoFormatOf } from './sniff-video.ts';

/** Names that are looked at; the first ones of a folder say what it holds. */
const most = 2000;
const headBytes = 2048;
/** In a GIF that goes on for ever; one that is played once is seldom, and has to be said to be a video. */
const loopMarks = ['NETSCAPE2.0', 'ANIMEXTS1.0'];

/** Whether a file is a video, by its name; of GIF and WebP files, which are mostly still, by their beginning. */
export function isVideoFile(file: string): boolean {
  const format = videoFormatOf(extensionOf(file));
  if (format !== 'gif' && format !== 'webp') return format !== null;
  try {
    const { fd, size } = openRegularFile(file);
    try {
      const head = readRange(fd, 0, Math.min(size, headBytes));
      if (format === 'webp') return hasMagic(head, 'VP8X', 12) && ((head[20] ?? 0) & 2) !== 0;
      return loopMarks.some((mark) => head.includes(mark));
    } finally {
      closeSync(fd);
    }
  } catch {
    return false; // the import says what cannot be read
  }
}

/**
 * Whether a folder holds videos: more of them than of still pictures. Folders of numbered pictures are taken for pictures, since most are.
 */
export function hasVideos(folder: string): boolean {
  const pending = [folder];
  let [seen, videos, pictures] = [0, 0, 0];
  for (let at = pending.shift(); at !== undefined && seen < most; at = pending.shift()) {
    for (const { name, isFolder } of namesIn(at, most - seen)) {
      seen += 1;
      const file = path.join(at, name);
      if (isFolder) pending.push(file);
      else if (isVideoFile(file)) videos += 1;
      else if (formatOfExtension(extensionOf(name)) !== null) pictures += 1;
    }
  }
  return videos > pictures;
}

const extensionOf = (file: string): string => path.extname(file).slice(1).toLowerCase();

/** None where the folder cannot be read: the import says so. */
function namesIn(folder: string, atMost: number): { name: string; isFolder: boolean }[] {
  const names: { name: string; isFolder: boolean }[] = [];
  try {
    const entries = opendirSync(folder);
    try {
      for (let one = entries.readSync(); one !== null && names.length < atMost; ) {
        if (!isLitter(one.name)) names.push({ name: one.name, isFolder: one.isDirectory() });
        one = entries.readSync();
      }
    } finally {
      entries.closeSync();
    }
  } catch {
    return names;
  }
  return names;
}
