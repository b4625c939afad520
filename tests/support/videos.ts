import { spawnSync } from 'node:child_process';
import path from 'node:path';
import sharp from 'sharp';
import { PackReader } from '../../main/files/packed-samples.ts';
import {
  importVideos,
  type VideoImportRequest,
  type VideoImportResult,
} from '../../main/ingest/video/import-videos.ts';
import { packedBytes, type SpecOf, specOfKind } from '../../shared/sample-spec.ts';
import { temporaryFolder } from '../fixtures/ingest/temporary-folder.ts';

export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
export const videoFixtures = path.join(import.meta.dirname, '../fixtures/video');

/** An animated GIF or WebP. @param frames uint8 `[side, side, channels]` each; @param delay of each, milliseconds */
export async function animation(
  frames: readonly Uint8Array[],
  { side, channels, delay = 100 }: { side: number; channels: 1 | 3; delay?: number | number[] },
  format: 'gif' | 'webp' = 'gif',
): Promise<Buffer> {
  const pictures = await Promise.all(
    frames.map((pixels) =>
      sharp(pixels, { raw: { width: side, height: side, channels } })
        .png()
        .toBuffer(),
    ),
  );
  const joined = sharp(pictures, { join: { animated: true } });
  const times = Array.isArray(delay) ? delay : frames.map(() => delay);
  return await (format === 'gif'
    ? joined.gif({ delay: times, loop: 0 })
    : joined.webp({ delay: times, loop: 0, lossless: true })
  ).toBuffer();
}

/** One grey value all over, of a size. */
export const plain = (value: number, side: number, channels: 1 | 3 = 1): Uint8Array =>
  new Uint8Array(side * side * channels).fill(value);

/** A grey picture of that, of 16 × 16. */
export const plainPng = async (value: number): Promise<Buffer> =>
  await sharp(plain(value, 16), { raw: { width: 16, height: 16, channels: 1 } })
    .png()
    .toBuffer();

export interface ImportedVideos {
  result: VideoImportResult;
  spec: SpecOf<'video'> | null;
  /** Mean of each frame of a sample. */
  frameMeans(name: string): number[];
}

/** Imports into a pack of its own. */
export async function importVideosForTest(
  inputs: string | readonly string[],
  request: Partial<VideoImportRequest> = {},
): Promise<ImportedVideos> {
  const packFile = request.packFile ?? path.join(temporaryFolder(), 'pack.safetensors');
  const result = await importVideos({
    inputs: typeof inputs === 'string' ? [inputs] : inputs,
    packFile,
    thumbnailFile: `${packFile}.thumbnails`,
    preprocessing: {},
    labelsFrom: null,
    ...request,
  });
  const clipOf = (name: string): { clip: Uint8Array; spec: SpecOf<'video'> } => {
    const sample = result.samples.find((one) => one.path === name);
    if (sample === undefined) throw new Error(`${name} was not imported`);
    const reader = new PackReader(packFile);
    const clip = new Uint8Array(packedBytes(reader.spec));
    reader.readInto(sample.row, clip, 0);
    reader.close();
    return { clip, spec: specOfKind(reader.spec, 'video') };
  };
  const [first] = result.samples;
  return {
    result,
    spec: first === undefined ? null : clipOf(first.path).spec,
    frameMeans(name) {
      const { clip, spec } = clipOf(name);
      const { frames, channels } = spec;
      const sums = new Array<number>(frames).fill(0);
      for (const [at, value] of clip.entries()) {
        const frame = Math.floor(at / channels) % frames;
        sums[frame] = (sums[frame] ?? 0) + value / (clip.length / frames);
      }
      return sums;
    },
  };
}
