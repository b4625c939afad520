import { statSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../../shared/errors.ts';
import { importVideos } from '../../ingest/video/import-videos.ts';
import { hasVideos, isVideoFile } from '../../ingest/video/recognize.ts';
import { importProgress } from '../import-progress.ts';
import type { DataKind } from './data-kind.ts';
import { isZipOfVideos } from './zip-of-videos.ts';

const stages = { scan: 'looking for videos', probe: 'looking at videos', decode: 'decoding' };
const extensions = ['.mp4', '.m4v', '.mov', '.webm', '.mkv', '.gif'];
const wanted =
  'MP4, WebM, MOV, GIF or animated WebP files, folders of numbered pictures (001.png, 002.png, …), or zips of these';

/** Clips of videos. */
export const video: DataKind<'video'> = {
  noun: { one: 'clip', many: 'clips' },
  wanted,
  unreadable: 'files',
  extensions,
  cutsFiles: true,
  async recognizes(inputs, spawnDecoder) {
    for (const input of inputs) {
      const isFolder = statSync(input, { throwIfNoEntry: false })?.isDirectory() === true;
      const isZip = !isFolder && path.extname(input).toLowerCase() === '.zip';
      if (isFolder && hasVideos(input)) return true;
      if (isZip && (await isZipOfVideos(input, spawnDecoder))) return true;
      if (!isFolder && isVideoFile(input)) return true;
    }
    return false;
  },
  async import(before, { preprocessing, labelsFrom, onProgress, ...request }) {
    const result = await importVideos({
      ...request,
      preprocessing: before ?? preprocessing,
      labelsFrom: labelsFrom === 'folders' ? labelsFrom : null,
      onProgress: ({ phase, done, total }) => onProgress(stages[phase], done, total),
    });
    return { ...result, preprocessing: { kind: 'video', ...result.preprocessing } };
  },
  async pack(dir, preprocessing, inputs, { signal, reporter, spawnDecoder }) {
    const onProgress = importProgress(reporter);
    const file = path.join(dir, 'clips.safetensors');
    const { samples, skipped } = await importVideos({
      inputs,
      packFile: file,
      thumbnailFile: path.join(dir, 'clips.thumbnails'),
      preprocessing,
      labelsFrom: null,
      keepCopies: true,
      signal,
      ...(spawnDecoder === undefined ? {} : { spawnDecoder }),
      onProgress: ({ phase, done, total }) => onProgress(stages[phase], done, total),
    });
    if (samples.length === 0) {
      throw new PretextError('no-data', 'No video could be read.', { remedy: `Give ${wanted}.` });
    }
    return { file, paths: samples.map((each) => each.path), skipped };
  },
  preparation: ({ frames, seconds, size, channels }) =>
    `clips of ${frames} frames over ${seconds} s, ${size} × ${size} pixels, ${channels === 1 ? 'grey' : 'colour'}`,
  prepared: ({ frames, seconds, size, channels, fit, folderRate }) =>
    `Videos are cut into clips of ${seconds} s. Of each, ${frames} frames are taken: number i (from 0) is what is seen (i + ½) · ${seconds} / ${frames} s after the clip begins; of a shorter video, as evenly over what there is. Frames are resized to ${size} × ${size} pixels (${fit}), ${channels === 1 ? 'grey' : 'RGB'}, and lie behind each other as channels: of the first frame all, then of the next. Folders of pictures count as ${folderRate} a second.`,
  /** See `docs/decisions/0035-video.md` for what was measured. */
  advise: (_project, { frames, seconds }, rows) => ({
    task: 'simclr',
    encoder: 'small-conv',
    passes: 40,
    mostPasses: 300,
    mostMinutes: 30,
    reasons: [
      `These are ${rows.length.toLocaleString('en-US')} clips of ${frames} frames over ${seconds} s. Each is told from the others in different crops and light, which teaches what is seen and how it moves.`,
      'Where classes differ by how things move, “Fast or slow?” or “Put the frames in order” may be worth a second run; alone they gave less on what was measured.',
    ],
  }),
};
