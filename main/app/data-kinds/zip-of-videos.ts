import { audioExtensions } from '../../ingest/audio/foreign.ts';
import type { SpawnDecoder } from '../../ingest/decoder/spawn-decoder.ts';
import { formatOfExtension } from '../../ingest/kinds/image-extensions.ts';
import { movingShare } from '../../ingest/video/moving-share.ts';
import { videoFormatOf } from '../../ingest/video/sniff-video.ts';
import { extensionsBelow } from './names-below.ts';

/**
 * Whether a zip archive holds videos: more of them than of still pictures, and not fewer than recordings. Names say so, but for GIF and WebP files:
 * where it is up to these, some of them are looked at.
 */
export async function isZipOfVideos(
  zip: string,
  spawnDecoder: SpawnDecoder | undefined,
): Promise<boolean> {
  const count = { videos: 0, pictures: 0, recordings: 0, eitherWay: 0 };
  for (const [dotted, files] of extensionsBelow([zip])) {
    const extension = dotted.slice(1);
    const format = videoFormatOf(extension);
    if (format === 'gif' || format === 'webp') count.eitherWay += files;
    else if (format !== null) count.videos += files;
    else if (formatOfExtension(extension) !== null) count.pictures += files;
    else if (audioExtensions.has(extension)) count.recordings += files;
  }
  const hasVideos = (moving: number): boolean => {
    const videos = count.videos + moving;
    return videos > count.pictures + count.eitherWay - moving && videos >= count.recordings;
  };
  if (hasVideos(0)) return true;
  if (!hasVideos(count.eitherWay)) return false;
  return hasVideos(count.eitherWay * (await movingShare(zip, spawnDecoder)));
}
