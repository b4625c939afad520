import { opendirSync } from 'node:fs';
import path from 'node:path';
import { isLitter } from '../containers/litter.ts';
import { formatOfExtension } from '../kinds/image-extensions.ts';
import { videoFormatOf } from './sniff-video.ts';

/** Names that are looked at; the first ones of a folder say what it holds. */
const most = 2000;

/**
 * Whether a folder holds videos, by the names of its files: more of them than of still pictures. Folders of numbered pictures are taken for pictures, since
 * most are.
 */
export function hasVideos(folder: string): boolean {
  const pending = [folder];
  let [seen, videos, pictures] = [0, 0, 0];
  for (let at = pending.shift(); at !== undefined && seen < most; at = pending.shift()) {
    try {
      const entries = opendirSync(at);
      try {
        for (
          let entry = entries.readSync();
          entry !== null && seen < most;
          entry = entries.readSync()
        ) {
          seen += 1;
          if (isLitter(entry.name)) continue;
          const extension = path.extname(entry.name).slice(1).toLowerCase();
          if (entry.isDirectory()) pending.push(path.join(at, entry.name));
          // A WebP file moves or not, and most do not.
          else if (videoFormatOf(extension) !== null && extension !== 'webp') videos += 1;
          else if (formatOfExtension(extension) !== null) pictures += 1;
        }
      } finally {
        entries.closeSync();
      }
    } catch {}
  }
  return videos > pictures;
}
