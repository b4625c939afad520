import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { ThumbnailReader } from '../../../main/files/thumbnails.ts';
import { forkDecoder } from '../../../main/ingest/decoder/spawn-decoder.ts';
import { seeded } from '../../fixtures/ingest/seeded.ts';
import { temporaryFolder, writeFiles } from '../../fixtures/ingest/temporary-folder.ts';
import { asClip } from '../../support/clips.ts';
import {
  animation,
  hasFfmpeg,
  importVideosForTest,
  plain,
  plainPng as png,
  videoFixtures,
} from '../../support/videos.ts';

const hostileDecoder = fileURLToPath(
  new URL('../../fixtures/ingest/hostile-decoder.ts', import.meta.url),
);
const fixture = (name: string): string => path.join(videoFixtures, name);
/** What frame n of a ramp is: luma 16 + 2 n, as RGB. */
const greyOfFrame = (n: number): number => (255 / 219) * 2 * n;
const steps = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => plain(10 + 20 * i, 16));

describe.skipIf(!hasFfmpeg)('by ffmpeg (skipped where it is not installed)', () => {
  test.each(['ramp.mp4', 'ramp.webm', 'ramp.mov'])(
    '%s becomes clips of the very frames that are seen at their times',
    async (name) => {
      const { result, frameMeans, spec } = await importVideosForTest(fixture(name), {
        preprocessing: { frames: 8, seconds: 4, size: 16 },
      });
      expect(result.samples.map((sample) => sample.path)).toEqual([
        `${name}, 0:00–0:04`,
        `${name}, 0:04–0:08`,
      ]);
      expect(spec).toEqual({ kind: 'video', frames: 8, height: 16, width: 16, channels: 1 });
      for (const [clip, sample] of result.samples.entries()) {
        expect(sample).toMatchObject({ width: 48, height: 32, format: name.slice(5), row: clip });
        expect(sample.notes).toEqual(expect.arrayContaining(['cut', 'cropped']));
        frameMeans(sample.path).forEach((mean, i) => {
          const time = 4 * clip + (i + 0.5) * 0.5;
          expect(Math.abs(mean - greyOfFrame(Math.floor(time * 12)))).toBeLessThan(1.5);
        });
      }
    },
  );

  test('frames of uneven lengths are seen as long as they are shown', async () => {
    const { frameMeans } = await importVideosForTest(fixture('uneven.mp4'), {
      preprocessing: { frames: 6, seconds: 6, size: 16, channels: 1 },
    });
    // Shown: frames 0–11, then 36–47 from second 3 on: at 0.5, 1.5, 2.5, 3.5, 4.5, 5.5 s.
    const means = frameMeans('uneven.mp4');
    [6, 11, 11, 42, 47, 47].forEach((n, i) => {
      expect(Math.abs((means[i] ?? 0) - greyOfFrame(n)), `frame ${i}`).toBeLessThan(1.5);
    });
  });

  test('cut off and damaged videos give what can be seen, or a reason, and nothing is lost', async () => {
    const folder = temporaryFolder();
    const random = seeded(3);
    for (const name of ['ramp.mp4', 'ramp.webm', 'ramp.mov']) {
      const whole = readFileSync(fixture(name));
      for (const share of [0.02, 0.3, 0.7]) {
        writeFileSync(
          path.join(folder, `cut-${share}-${name}`),
          whole.subarray(0, whole.length * share),
        );
      }
      for (let i = 0; i < 3; i++) {
        const changed = Buffer.from(whole);
        for (let at = 0; at < 20; at++)
          changed[Math.floor(random() * whole.length)] = Math.floor(random() * 256);
        writeFileSync(path.join(folder, `changed-${i}-${name}`), changed);
      }
    }
    copyFileSync(fixture('sound.mp4'), path.join(folder, 'sound.mp4'));
    writeFileSync(path.join(folder, 'web.mp4'), '<!doctype html><title>404</title>');
    writeFileSync(path.join(folder, 'none.webm'), '');
    // A playlist that would make ffmpeg read another file.
    writeFileSync(path.join(folder, 'list.mp4'), 'ffconcat version 1.0\nfile /etc/passwd\n');
    copyFileSync(fixture('ramp.mp4'), path.join(folder, 'good.mp4'));
    const { result } = await importVideosForTest(folder, {
      preprocessing: { frames: 4, seconds: 2, size: 16 },
    });
    expect(result.samples.filter((each) => each.path.startsWith('good.mp4'))).toHaveLength(4);
    const reasons = new Map(result.skipped.map(({ path: name, reason }) => [name, reason]));
    expect(reasons.get('sound.mp4')).toContain('holds no video');
    expect(reasons.get('web.mp4')).toContain('a web page');
    expect(reasons.get('none.webm')).toContain('empty');
    expect(reasons.get('list.mp4')).toContain('is not a video');
    expect(reasons.get('cut-0.3-ramp.mp4')).toContain('ffmpeg finds no video');
    // Every file is a sample, a copy, or has its reason.
    const told = new Set([
      ...result.samples.map((each) => each.path.split(',')[0]),
      ...result.skipped.map((each) => each.path),
      ...result.duplicates.map((each) => each.path),
    ]);
    expect(told.size).toBe(9 + 9 + 5);
  });

  test('a file that lies about its size, and one that takes too long, are refused', async () => {
    const options = { preprocessing: { size: 16 }, limits: { ffmpegTimeoutMs: 1 } };
    await expect(importVideosForTest(fixture('ramp.mp4'), options)).rejects.toMatchObject({
      code: 'no-data',
      message: expect.stringContaining('took ffmpeg longer than') as string,
    });
    await expect(
      importVideosForTest(fixture('ramp.mp4'), { limits: { maxBytes: 100 } }),
    ).rejects.toThrow('is too large');
  });
});

test('without ffmpeg a video is refused by name with what to do, and animations are read', async () => {
  const folder = writeFiles(temporaryFolder(), {
    'b.gif': await animation(steps(6), { side: 16, channels: 1 }),
  });
  copyFileSync(fixture('ramp.mp4'), path.join(folder, 'a.mp4'));
  const { result } = await importVideosForTest(folder, {
    preprocessing: { size: 16 },
    limits: { ffmpeg: ['/nowhere/ffmpeg', 'no-such-ffmpeg'] },
  });
  expect(result.samples.map((each) => each.path)).toEqual(['b.gif']);
  expect(result.skipped).toMatchObject([
    {
      path: 'a.mp4',
      code: 'unsupported',
      reason:
        'a.mp4 is an MP4 video, which needs ffmpeg; install it, or convert the file to GIF or to a folder of numbered pictures.',
    },
  ]);
});

describe('animations', () => {
  test.each(['gif', 'webp'] as const)(
    '%s: each frame is seen as long as it is shown',
    async (format) => {
      // 0.1, 0.3, 0.2 and 0.2 s.
      const bytes = await animation(
        steps(4),
        { side: 16, channels: 1, delay: [100, 300, 200, 200] },
        format,
      );
      const folder = writeFiles(temporaryFolder(), { [`a.${format}`]: bytes });
      const { frameMeans, result } = await importVideosForTest(folder, {
        preprocessing: { frames: 8, seconds: 0.8, size: 16, channels: 1 },
      });
      expect(result.samples[0]).toMatchObject({ format, width: 16, height: 16, label: null });
      const wanted = [10, 30, 30, 30, 50, 50, 70, 70];
      frameMeans(`a.${format}`).forEach((mean, i) => {
        expect(Math.abs(mean - (wanted[i] ?? 0)), `frame ${i}`).toBeLessThan(3);
      });
    },
  );

  test('long ones are cut, short ones are one clip whose frames are closer together', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'long.gif': await animation(steps(10), { side: 16, channels: 1, delay: 200 }),
      'short.gif': await animation(steps(4), { side: 16, channels: 1, delay: 50 }),
    });
    const { frameMeans, result } = await importVideosForTest(folder, {
      preprocessing: { frames: 4, seconds: 0.8, size: 16, channels: 1 },
    });
    expect(result.samples.map((each) => each.path)).toEqual([
      'long.gif, 0:00–0:00.8',
      'long.gif, 0:00.8–0:01.6',
      'short.gif',
    ]);
    expect(frameMeans('long.gif, 0:00.8–0:01.6').map(Math.round)).toEqual([90, 110, 130, 150]);
    expect(frameMeans('short.gif').map(Math.round)).toEqual([10, 30, 50, 70]);
    expect(result.samples[2]?.notes).toContain('short-clip');
    expect(new Set(result.samples.map((each) => each.sha256)).size).toBe(3);
  });

  test('frames lie behind each other as channels, and side by side on the contact sheet', async () => {
    const uniform = seeded(2);
    const frames = Array.from({ length: 4 }, () =>
      Uint8Array.from({ length: 16 * 16 * 3 }, () => 255 * Math.round(uniform())),
    );
    const folder = writeFiles(temporaryFolder(), {
      'a.webp': await animation(frames, { side: 16, channels: 3 }, 'webp'),
    });
    const packFile = path.join(temporaryFolder(), 'pack.safetensors');
    const thumbnailFile = `${packFile}.thumbnails`;
    await importVideosForTest(folder, {
      ...{ packFile, thumbnailFile },
      preprocessing: { frames: 4, seconds: 0.4, size: 16 },
    });
    const packed = readFileSync(packFile).subarray(-16 * 16 * 12);
    expect(packed.equals(asClip(frames, 3))).toBe(true);
    const reader = new ThumbnailReader(thumbnailFile);
    const sheet = await sharp(reader.read(0)).raw().toBuffer({ resolveWithObject: true });
    reader.close();
    expect(sheet.info).toMatchObject({ width: 32, height: 32, channels: 3 });
    // Row 3 of the picture, right half: row 3 of frame 1.
    const row = sheet.data.subarray((3 * 32 + 16) * 3, (3 * 32 + 32) * 3);
    expect(row.equals(Buffer.from(frames[1] ?? []).subarray(3 * 48, 4 * 48))).toBe(true);
  });

  test('still, cut off, damaged and endless ones are refused by name, 60 changed ones lose nothing', async () => {
    const good = await animation(steps(8), { side: 16, channels: 1 });
    const still = await sharp(await png(9))
      .gif()
      .toBuffer();
    const random = seeded(11);
    const files: Record<string, Uint8Array> = {
      'good.gif': good,
      'still.gif': still,
      'none.gif': new Uint8Array(0),
      'video.avi': Buffer.from('RIFF....AVI '),
      'all.zip': Buffer.from('PK\u0003\u0004'),
      'notes.txt': Buffer.from('not meant'),
      'photo.jpg': Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
    };
    for (let i = 0; i < 60; i++) {
      const changed = Buffer.from(good);
      for (let at = 0; at < 6; at++)
        changed[13 + Math.floor(random() * (good.length - 13))] = Math.floor(random() * 256);
      files[`changed-${i}.gif`] =
        i % 3 === 0 ? changed.subarray(0, Math.floor(random() * good.length)) : changed;
    }
    const { result } = await importVideosForTest(writeFiles(temporaryFolder(), files), {
      preprocessing: { size: 16, frames: 4, seconds: 0.4, channels: 1 },
    });
    const reasons = new Map(result.skipped.map(({ path: name, reason }) => [name, reason]));
    expect(reasons.get('still.gif')).toContain('one frame');
    expect(reasons.get('none.gif')).toContain('empty');
    expect(reasons.get('video.avi')).toContain('convert it to MP4');
    expect(reasons.get('all.zip')).toContain('is a damaged zip archive');
    expect(reasons.get('photo.jpg')).toContain('is a picture, not a video');
    expect(result.ignored).toBe(1);
    await expect(
      importVideosForTest(writeFiles(temporaryFolder(), { 'long.gif': good }), {
        limits: { maxFrames: 7 },
      }),
    ).rejects.toThrow('long.gif has 8 frames; the limit is 7');
    const told = new Set([
      ...result.samples.map((each) => each.path.split(',')[0]),
      ...result.skipped.map((each) => each.path),
      ...result.duplicates.map((each) => each.path),
    ]);
    expect(told.size).toBe(Object.keys(files).length - 1);
    expect(told).toContain('good.gif');
  });
});

describe('folders of frames', () => {
  test('are a video when names differ by a number alone, in the order of the numbers', async () => {
    const folder = temporaryFolder();
    // 9 before 10, though “10” is before “9” as text.
    for (let n = 7; n <= 12; n++)
      writeFiles(folder, { [`walk/one/frame-${n}.png`]: await png(10 * n) });
    for (const n of [1, 2, 3]) {
      writeFiles(folder, {
        [`run/two/a_${n}.png`]: await png(100 + n),
        [`run/two/b_${n}.png`]: await png(200 + n),
      });
    }
    writeFiles(folder, { 'run/two/cover.png': await png(5) });
    const { result, frameMeans } = await importVideosForTest(folder, {
      preprocessing: { frames: 6, seconds: 0.6, size: 16, channels: 1 },
      labelsFrom: 'folders',
    });
    expect(result.samples.map(({ path: name, label }) => [name, label])).toEqual([
      ['run/two/a_*.png', 'run'],
      ['run/two/b_*.png', 'run'],
      ['walk/one', 'walk'],
    ]);
    expect(frameMeans('walk/one').map(Math.round)).toEqual([70, 80, 90, 100, 110, 120]);
    expect(frameMeans('run/two/a_*.png').map(Math.round)).toEqual([101, 101, 102, 102, 103, 103]);
    expect(result.skipped).toMatchObject([{ path: 'run/two/cover.png', code: 'unsupported' }]);
  });

  test('a picture that cannot be read has a row of its own, and the others are the video', async () => {
    const folder = temporaryFolder();
    for (const n of [1, 2, 3, 4]) writeFiles(folder, { [`clip/${n}.png`]: await png(40 * n) });
    writeFiles(folder, { 'clip/2.png': (await png(1)).subarray(0, 40) });
    const { result, frameMeans } = await importVideosForTest(folder, {
      preprocessing: { frames: 3, seconds: 0.3, size: 16, channels: 1 },
    });
    expect(frameMeans('clip').map(Math.round)).toEqual([40, 120, 160]);
    expect(result.skipped).toMatchObject([{ path: 'clip/2.png' }]);
  });
});

test('copies are told, also of earlier imports and of one that cannot be read; near copies make groups', async () => {
  const bright = (by: number): Uint8Array[] =>
    Array.from({ length: 4 }, (_, frame) =>
      Uint8Array.from({ length: 256 }, (_v, at) => {
        const [x, y] = [at % 16, Math.floor(at / 16)];
        return 60 + by + 100 * Number((x - frame - 3) ** 2 + (y - 7) ** 2 < 12);
      }),
    );
  const [a, b, c] = await Promise.all([
    animation(bright(0), { side: 16, channels: 1 }, 'webp'),
    animation(bright(3), { side: 16, channels: 1 }, 'webp'),
    animation(bright(0).toReversed(), { side: 16, channels: 1 }, 'webp'),
  ]);
  const folder = writeFiles(temporaryFolder(), {
    'a.webp': a,
    'b.webp': b,
    'backwards.webp': c,
    'copy.webp': a,
  });
  const options = { preprocessing: { frames: 4, seconds: 0.4, size: 16, channels: 1 as const } };
  const { result } = await importVideosForTest(folder, options);
  expect(result.samples.map((each) => each.path)).toEqual(['a.webp', 'b.webp', 'backwards.webp']);
  expect(result.duplicates).toMatchObject([{ path: 'copy.webp', of: 'a.webp' }]);
  // The same pictures the other way round are another clip.
  expect(result.nearDuplicates).toEqual([['a.webp', 'b.webp']]);
  const knownHashes = new Map(result.samples.map((each) => [each.sha256, `old/${each.path}`]));
  const again = await importVideosForTest(folder, { ...options, knownHashes });
  expect(again.result.samples).toEqual([]);
  expect(again.result.duplicates.map((each) => each.of)).toEqual([
    'old/a.webp',
    'old/b.webp',
    'old/backwards.webp',
    'old/a.webp',
  ]);
});

test('size, colour and length are chosen from the data', async () => {
  const files: Record<string, Uint8Array> = {};
  for (const [i, count] of [9, 12, 15, 30].entries()) {
    const frames = Array.from({ length: count }, (_, n) => plain((n * 8) % 250, 40));
    files[`${i}.gif`] = await animation(frames, { side: 40, channels: 1 });
  }
  const { result } = await importVideosForTest(writeFiles(temporaryFolder(), files));
  // Three of four are 1.2 s or longer.
  expect(result.preprocessing).toMatchObject({ size: 48, channels: 1, frames: 8, seconds: 1.2 });
  expect(result.samples.map((each) => each.path)).toEqual([
    '0.gif',
    '1.gif',
    '2.gif',
    '3.gif, 0:00–0:01.2',
    '3.gif, 0:01.2–0:02.4',
  ]);
});

test('a video that takes the decoder down costs itself, also its copies; the next one gets a new decoder', async () => {
  const bytes = await animation(steps(4), { side: 16, channels: 1 });
  const other = await animation(steps(5), { side: 16, channels: 1 });
  const folder = writeFiles(temporaryFolder(), {
    'a.gif': await animation(steps(6), { side: 16, channels: 1 }),
    'b-crash-abort.gif': bytes,
    'c.gif': bytes,
    'd.gif': other,
  });
  const { result } = await importVideosForTest(folder, {
    preprocessing: { frames: 4, seconds: 0.4, size: 16, channels: 1 },
    spawnDecoder: () => forkDecoder(hostileDecoder),
  });
  expect(result.samples.map((each) => each.path)).toEqual(['a.gif', 'd.gif']);
  expect(result.skipped.map(({ path: name, code }) => [name, code])).toEqual([
    ['b-crash-abort.gif', 'decoder-crashed'],
    ['c.gif', 'corrupt'],
  ]);
});

test('an import that is cancelled leaves no file behind', async () => {
  const folder = writeFiles(temporaryFolder(), {
    'a.gif': await animation(steps(6), { side: 16, channels: 1 }),
    'b.gif': await animation(steps(7), { side: 16, channels: 1 }),
  });
  const stop = new AbortController();
  const out = temporaryFolder();
  const importing = importVideosForTest(folder, {
    packFile: path.join(out, 'pack.safetensors'),
    preprocessing: { size: 16, channels: 1 },
    signal: stop.signal,
    onProgress: ({ phase, done }) => {
      if (phase === 'probe' && done === 2) stop.abort();
    },
  });
  await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(out)).toEqual([]);
});
