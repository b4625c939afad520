import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { recognizedKind } from '../../../main/app/data-kinds/registry.ts';
import { forkDecoder } from '../../../main/ingest/decoder/spawn-decoder.ts';
import { unpackZipEntry } from '../../../main/ingest/decoder/unpack-zip-entry.ts';
import { temporaryFolder, writeFiles } from '../../fixtures/ingest/temporary-folder.ts';
import { type RawEntry, rawZip } from '../../fixtures/ingest/zips.ts';
import { pretext } from '../../support/cli.ts';
import {
  animation,
  hasFfmpeg,
  importVideosForTest,
  plain,
  plainPng as png,
  videoFixtures,
} from '../../support/videos.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/ingest/${name}`, import.meta.url));
const ramp = (extension: string): Buffer =>
  readFileSync(path.join(videoFixtures, `ramp.${extension}`));
/** Each another video. */
const gif = async (frames: number): Promise<Buffer> =>
  await animation(
    Array.from({ length: frames }, (_, i) => plain(10 + 20 * i, 16)),
    { side: 16, channels: 1 },
  );
const preprocessing = { frames: 4, seconds: 0.4, size: 16, channels: 1 } as const;

/** Where the pack goes: what else is there afterwards was left behind. */
function packIn(folder: string): string {
  return path.join(folder, 'pack.safetensors');
}
const finished = ['pack.safetensors', 'pack.safetensors.thumbnails'];

test('are named and labelled by the folders in the archive, and nothing is left beside the pack', async () => {
  const [a, b, c] = await Promise.all([gif(4), gif(5), gif(6)]);
  const folder = writeFiles(temporaryFolder(), {
    'all.zip': rawZip([
      { name: 'set/wave/a.gif', data: a },
      { name: 'set/jump/b.gif', data: b, method: 0 },
      { name: 'set/notes.txt', data: Buffer.from('not meant') },
      { name: '__MACOSX/set/._a.gif', data: Buffer.from('x') },
    ]),
    'jump/more.zip': rawZip([{ name: 'c.gif', data: c }]),
    'jump/copy.gif': a,
  });
  const out = temporaryFolder();
  const { result, frameMeans } = await importVideosForTest(folder, {
    ...{ preprocessing, labelsFrom: 'folders', packFile: packIn(out) },
  });
  expect(result.samples.map(({ path: name, label, source }) => [name, label, source])).toEqual([
    ['all.zip/set/jump/b.gif', 'jump', path.join(folder, 'all.zip')],
    ['all.zip/set/wave/a.gif', 'wave', path.join(folder, 'all.zip')],
    ['jump/more.zip/c.gif', 'jump', path.join(folder, 'jump/more.zip')],
  ]);
  expect(frameMeans('all.zip/set/wave/a.gif').map(Math.round)).toEqual([10, 30, 50, 70]);
  expect(result.duplicates).toMatchObject([
    { path: 'jump/copy.gif', of: 'all.zip/set/wave/a.gif' },
  ]);
  expect([result.ignored, result.skipped]).toEqual([2, []]);
  expect(readdirSync(out).sort()).toEqual(finished);
  // An archive that a person names does not go before the names in it.
  const named = await importVideosForTest(path.join(folder, 'all.zip'), { preprocessing });
  expect(named.result.samples.map((each) => each.path)).toEqual([
    'set/jump/b.gif',
    'set/wave/a.gif',
  ]);
});

test('bad ones have their reason, and the others arrive', async () => {
  const [good, other] = await Promise.all([gif(4), gif(5)]);
  const still = await sharp(await png(9))
    .gif()
    .toBuffer();
  const zip = rawZip([
    { name: 'good.gif', data: good },
    { name: 'crc.gif', data: other, crc: 1 },
    { name: 'cut.gif', data: other, stored: deflateRawSync(other).subarray(0, -20) },
    { name: 'larger.gif', data: other, uncompressedSize: other.length - 10 },
    { name: 'smaller.gif', data: other, uncompressedSize: other.length + 10 },
    { name: 'garbage.gif', data: other, stored: Buffer.alloc(50, 0xff) },
    { name: 'half.gif', data: other.subarray(0, 30) },
    { name: 'empty.gif' },
    { name: 'page.mp4', data: Buffer.from('<!doctype html><title>404</title>') },
    { name: 'still.gif', data: still },
    { name: 'old.avi', data: Buffer.from('RIFF....AVI ') },
    { name: 'photo.png', data: await png(8) },
    { name: 'inner.zip', data: rawZip([{ name: 'x.gif', data: other }]) },
    { name: '../escape.gif', data: other },
    { name: 'secret.gif', data: other, flags: 0x801 },
    { name: 'same.gif', data: good },
    { name: 'last.gif', data: await gif(7) },
  ]);
  const out = temporaryFolder();
  const folder = writeFiles(temporaryFolder(), { 'all.zip': zip, 'none.zip': 'hello' });
  const { result } = await importVideosForTest(folder, { preprocessing, packFile: packIn(out) });
  expect(result.samples.map((each) => each.path)).toEqual(['all.zip/good.gif', 'all.zip/last.gif']);
  expect(result.duplicates).toMatchObject([{ path: 'all.zip/same.gif', of: 'all.zip/good.gif' }]);
  const codes = Object.fromEntries(
    result.skipped.map(({ path: name, code }) => [name.replace('all.zip/', ''), code]),
  );
  expect(codes).toMatchObject({
    'crc.gif': 'corrupt',
    'cut.gif': 'truncated',
    'larger.gif': 'corrupt',
    'smaller.gif': 'corrupt',
    'garbage.gif': 'corrupt',
    'empty.gif': 'empty',
    'page.mp4': 'corrupt',
    'still.gif': 'unsupported',
    'old.avi': 'unsupported',
    'photo.png': 'unsupported',
    'inner.zip': 'unsupported',
    '../escape.gif': 'unsafe-path',
    'secret.gif': 'encrypted',
    'none.zip': 'corrupt',
  });
  expect(Object.keys(codes)).toHaveLength(15);
  for (const { path: name, reason } of result.skipped) expect(reason).toContain(name);
  const reasons = result.skipped.map(({ reason }) => reason).join('\n');
  expect(reasons).toContain('all.zip/crc.gif is damaged: its checksum in the zip does not match.');
  expect(reasons).toContain('none.zip is no zip archive');
  expect(readdirSync(out).sort()).toEqual(finished);
});

test('of numbered pictures are videos too', async () => {
  const pictures = async (name: string, first: number): Promise<RawEntry[]> =>
    await Promise.all(
      [1, 2, 3, 4].map(async (n) => ({
        name: `${name}${n}.png`,
        data: await png(first + 10 * n),
      })),
    );
  const broken = { name: 'walk/one/5.png', data: (await png(1)).subarray(0, 40) };
  const folder = writeFiles(temporaryFolder(), {
    'all.zip': rawZip([
      ...(await pictures('walk/one/', 0)),
      broken,
      ...(await pictures('run/two/', 100)),
    ]),
    'jump/three.zip': rawZip(await pictures('', 40)),
    'jump/four.zip': rawZip(await pictures('four/', 80)),
  });
  const { result, frameMeans } = await importVideosForTest(folder, {
    ...{ preprocessing, labelsFrom: 'folders' },
  });
  expect(result.samples.map(({ path: name, label }) => [name, label])).toEqual([
    ['all.zip/run/two', 'run'],
    ['all.zip/walk/one', 'walk'],
    ['jump/four.zip/four', 'jump'],
    ['jump/three.zip', 'jump'],
  ]);
  expect(frameMeans('all.zip/walk/one').map(Math.round)).toEqual([10, 20, 30, 40]);
  expect(result.skipped.map((each) => each.path)).toEqual(['all.zip/walk/one/5.png']);
  const named = await importVideosForTest(path.join(folder, 'jump/three.zip'), { preprocessing });
  expect(named.result.samples.map((each) => each.path)).toEqual(['three.zip']);
});

test('that unpack to too much are refused by name, by what comes out and before it fills the disk', async () => {
  const videos = await Promise.all([4, 5, 6, 7, 8].map(gif));
  // A video's beginning and nothing after it, at a thousandth of its size.
  const bomb = Buffer.concat([videos[0] ?? Buffer.alloc(0), Buffer.alloc(4 * 1024 * 1024)]);
  const whole = { ...preprocessing, seconds: 1 };
  const zip = path.join(temporaryFolder(), 'all.zip');
  const entries = videos.map((data, i) => ({ name: `${i}.gif`, data }));
  writeFileSync(zip, rawZip([...entries, { name: 'bomb.gif', data: bomb }]));
  const entry = await importVideosForTest(zip, {
    ...{ preprocessing: whole, limits: { maxBytes: 1024 * 1024 } },
  });
  expect(entry.result.samples).toHaveLength(5);
  expect(entry.result.skipped.map(({ reason }) => reason)).toEqual([
    'bomb.gif is too large: 4 MiB when unpacked; the limit is 1 MiB.',
  ]);
  const maxArchiveBytes = videos.slice(0, 3).reduce((sum, { length }) => sum + length, 0);
  const archive = await importVideosForTest(zip, {
    preprocessing: whole,
    limits: { maxArchiveBytes },
  });
  expect(archive.result.samples.map((each) => each.path)).toEqual(['0.gif', '1.gif', '2.gif']);
  expect(archive.result.skipped.map(({ path: name, code }) => [name, code])).toEqual([
    ['3.gif', 'oversized'],
    ['4.gif', 'oversized'],
    ['bomb.gif', 'oversized'],
  ]);
  expect(archive.result.skipped[0]?.reason).toContain('unpacks to more than');
  const place = { file: zip, headerOffset: 0, compressedSize: 1, crc32: 0, method: 8 } as const;
  const spent = { inflated: 0 };
  await expect(
    unpackZipEntry({ at: 'zip-entry', ...place, uncompressedSize: 2 ** 52 }, `${zip}.x`, spent),
  ).rejects.toThrow('its 4096 TiB have no room on the disk; make room');
  expect([spent.inflated, existsSync(`${zip}.x`)]).toEqual([0, false]);
});

test('one that takes the decoder down costs itself', async () => {
  const folder = writeFiles(temporaryFolder(), {
    'a-crash-abort.zip': rawZip([{ name: 'a.gif', data: await gif(4) }]),
    'b.zip': rawZip([{ name: 'b.gif', data: await gif(5) }]),
  });
  const out = temporaryFolder();
  const { result } = await importVideosForTest(folder, {
    ...{ preprocessing, packFile: packIn(out) },
    spawnDecoder: () => forkDecoder(fixture('hostile-decoder.ts')),
  });
  expect(result.samples.map((each) => each.path)).toEqual(['b.zip/b.gif']);
  expect(result.skipped).toMatchObject([
    { path: 'a-crash-abort.zip/a.gif', code: 'decoder-crashed' },
  ]);
  expect(readdirSync(out).sort()).toEqual(finished);
});

describe('the file of the one that is read', () => {
  const zipOf = async (folder: string): Promise<string> => {
    const entries = [8, 9].map(async (n) => ({ name: `${n}.gif`, data: await gif(n) }));
    return path.join(
      writeFiles(folder, { 'all.zip': rawZip(await Promise.all(entries)) }),
      'all.zip',
    );
  };

  test.each(['probe', 'decode'] as const)(
    'is gone when the import is cancelled while it is there (%s)',
    async (until) => {
      const zip = await zipOf(temporaryFolder());
      const out = temporaryFolder();
      const stop = new AbortController();
      let there: string[] = [];
      const importing = importVideosForTest(zip, {
        ...{ packFile: packIn(out), preprocessing, signal: stop.signal },
        spawnDecoder: () => {
          const decoder = forkDecoder();
          const send = decoder.send.bind(decoder);
          // Cancels as soon as a video is in its file and is asked about.
          const asked = until === 'probe' ? 'probe-video' : 'open-video';
          decoder.send = ((message: { request: { op: string } }, done: () => void) => {
            if (message.request.op === asked) {
              const now = readdirSync(out);
              if (now.includes('pack.safetensors.video')) {
                there = now;
                stop.abort();
              }
            }
            return send(message, done);
          }) as typeof decoder.send;
          return decoder;
        },
      });
      await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
      expect(there).toContain('pack.safetensors.video');
      expect(readdirSync(out)).toEqual([]);
    },
  );

  test('is gone when the process is killed', async () => {
    const folder = temporaryFolder();
    const zip = await zipOf(folder);
    const packFile = packIn(path.join(folder, 'out'));
    const parent = spawn(process.execPath, [fixture('import-zip-for-ever.ts'), zip, packFile], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const text of parent.stdout.setEncoding('utf8')) {
      if (String(text).includes('decoding')) break;
    }
    expect(existsSync(`${packFile}.video`)).toBe(true);
    parent.kill('SIGKILL');
    for (let waited = 0; waited < 5000 && existsSync(`${packFile}.video`); waited += 50) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(existsSync(`${packFile}.video`)).toBe(false);
  });
});

test('are recognized in an archive by their names, GIF files by whether they move', async () => {
  const still = await sharp(await png(9))
    .gif()
    .toBuffer();
  const moving = await gif(4);
  const empty = Buffer.alloc(0);
  const named = (...names: string[]): Buffer =>
    rawZip(names.map((name) => ({ name, data: empty })));
  const folder = writeFiles(temporaryFolder(), {
    'videos.zip': named('a/1.mp4', 'a/2.MOV', 'b/3.webm', 'b/cover.png', 'labels.csv'),
    'pictures.zip': named('1.png', '2.png', 'about.mp4'),
    'sounds.zip': named('1.wav', '2.wav', 'about.mp4'),
    'moving.zip': rawZip([
      { name: '1.gif', data: moving },
      { name: '2.gif', data: moving, method: 0 },
      { name: '3.gif', data: still },
    ]),
    'still.zip': rawZip(['1.gif', '2.gif', '3.webp'].map((name) => ({ name, data: still }))),
    'damaged.zip': 'PK',
  });
  const kindOf = async (name: string): Promise<string> =>
    await recognizedKind([path.join(folder, name)]);
  expect(await kindOf('videos.zip')).toBe('video');
  expect(await kindOf('pictures.zip')).toBe('images');
  expect(await kindOf('sounds.zip')).toBe('audio');
  expect(await kindOf('moving.zip')).toBe('video');
  expect(await kindOf('still.zip')).toBe('images');
  expect(await kindOf('damaged.zip')).toBe('images');
});

describe.skipIf(!hasFfmpeg)('by ffmpeg (skipped where it is not installed)', () => {
  test('give the very clips that they give as files; one that is cut off has its reason', async () => {
    const mp4 = ramp('mp4');
    const files = { 'a/ramp.mp4': mp4, 'b/ramp.webm': ramp('webm'), 'b/ramp.mov': ramp('mov') };
    const entries = Object.entries(files).map(([name, data], i) => ({
      ...{ name, data, method: i === 0 ? 8 : 0 },
    }));
    const zip = rawZip([
      { name: 'a/cut.mp4', data: mp4.subarray(0, mp4.length * 0.3) },
      ...entries,
      // Cut off in the archive, and not before.
      { name: 'b/cut.mov', data: mp4, stored: deflateRawSync(mp4).subarray(0, -200) },
    ]);
    const out = temporaryFolder();
    const folder = writeFiles(temporaryFolder(), files);
    const packFile = packIn(out);
    const wanted = { frames: 8, seconds: 4, size: 16 };
    const inZip = path.join(writeFiles(temporaryFolder(), { 'in.zip': zip }), 'in.zip');
    const zipped = await importVideosForTest(inZip, {
      ...{ preprocessing: wanted, labelsFrom: 'folders', packFile },
    });
    const asFiles = await importVideosForTest(folder, {
      ...{ preprocessing: wanted, labelsFrom: 'folders' },
    });
    const told = ({ result }: typeof zipped) =>
      result.samples.map(({ source: _, ...sample }) => sample);
    expect(told(zipped)).toEqual(told(asFiles));
    expect(told(zipped)).toHaveLength(6);
    for (const { path: name } of zipped.result.samples) {
      expect(zipped.frameMeans(name)).toEqual(asFiles.frameMeans(name));
    }
    expect(zipped.result.skipped.map(({ reason }) => reason)).toEqual([
      'a/cut.mp4 is damaged: ffmpeg finds no video in it.',
      'b/cut.mov is cut off: its compressed data in the zip end too early.',
    ]);
    expect(readdirSync(out).sort()).toEqual(finished);
  });
});

test('become the data of a project in the terminal, recognized and by --kind', async () => {
  const folder = writeFiles(temporaryFolder(), {
    'clips.zip': rawZip([
      { name: 'wave/a.gif', data: await gif(4) },
      { name: 'jump/b.gif', data: await gif(5) },
    ]),
  });
  for (const kind of [[], ['--kind', 'video']]) {
    const project = path.join(folder, `project${kind.length}.pretext`);
    const made = await pretext(['project', 'create', project]);
    expect(made.code, made.stderr).toBe(0);
    const zip = path.join(folder, 'clips.zip');
    const wishes = ['--labels-from', 'folders', ...kind, '--json'];
    const imported = await pretext(['import', project, zip, ...wishes]);
    expect(imported.code, imported.stderr).toBe(0);
    expect(imported.json).toMatchObject({
      samples: { imported: 2 },
      preprocessing: { kind: 'video' },
    });
    expect(readdirSync(path.join(project, 'data')).sort()).toEqual([
      'import-0001.safetensors',
      'import-0001.thumbnails',
    ]);
  }
}, 120_000);
