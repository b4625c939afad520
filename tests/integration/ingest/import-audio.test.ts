import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { recognizedKind } from '../../../main/app/data-kinds/registry.ts';
import { PackReader } from '../../../main/files/packed-samples.ts';
import { ThumbnailReader } from '../../../main/files/thumbnails.ts';
import { type AudioImportRequest, importAudio } from '../../../main/ingest/audio/import-audio.ts';
import { defaultAudioLimits } from '../../../main/ingest/audio/limits.ts';
import { encodeWav, int16Bytes, tone } from '../../fixtures/audio/encode-wav.ts';
import { recording, referenceClip } from '../../fixtures/audio/recordings.ts';
import { rawZip } from '../../fixtures/ingest/zips.ts';

const wavOf = (samples: Int16Array): Buffer => encodeWav({ data: int16Bytes(samples) });

/** Files by path below a folder of their own. */
function request(files: Readonly<Record<string, Uint8Array | string>>): AudioImportRequest & {
  thumbnailFile: string;
} {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const data = path.join(dir, 'data');
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(data, name)), { recursive: true });
    writeFileSync(path.join(data, name), bytes);
  }
  return {
    inputs: [data],
    packFile: path.join(dir, 'import.safetensors'),
    thumbnailFile: path.join(dir, 'import.thumbnails'),
    preprocessing: {},
    labelsFrom: null,
    workers: 1,
  };
}

const left = ({ packFile }: AudioImportRequest): string[] =>
  readdirSync(path.dirname(packFile)).filter((name) => name.startsWith('import'));

test('recordings of every format become clips of one length, with pictures and labels', async () => {
  const asked = request({
    'a/tones.wav': recording('tones.wav'),
    'a/tones.mp3': recording('tones.mp3'),
    'b/tones.ogg': recording('tones.ogg'),
    'b/tones.opus': recording('tones.opus'),
    'b/long.wav': wavOf(tone(1.9, { hertz: 800 })),
  });
  const progress: string[] = [];
  const result = await importAudio({
    ...asked,
    labelsFrom: 'folders',
    onProgress: ({ phase }) => progress.push(phase),
  });
  // 0.6 seconds, and what encoders add.
  expect(result.preprocessing).toEqual({ rate: 8000, clipSamples: 8000 });
  expect(result.samples.map(({ path: name, label, row }) => [name, label, row])).toEqual([
    ['a/tones.mp3', 'a', 0],
    ['a/tones.wav', 'a', 1],
    ['b/long.wav, 0:00–0:01', 'b', 2],
    ['b/long.wav, 0:01–0:01.9', 'b', 3],
    ['b/tones.ogg', 'b', 4],
    ['b/tones.opus', 'b', 5],
  ]);
  expect(result.samples[3]?.notes).toEqual(['filled-up', 'cut']);
  expect(result.summary.formats).toEqual({ mp3: 1, wav: 3, vorbis: 1, opus: 1 });
  expect(result.summary.notes).toMatchObject({ cut: 2 });
  expect(new Set(progress)).toEqual(new Set(['scan', 'probe', 'decode']));
  const pack = new PackReader(asked.packFile);
  expect([pack.count, pack.spec]).toEqual([6, { kind: 'audio', samples: 8000, rate: 8000 }]);
  const bytes = new Uint8Array(16_000);
  pack.readInto(2, bytes, 0);
  pack.close();
  expect(new Int16Array(bytes.buffer)).toEqual(tone(1.9, { hertz: 800 }).slice(0, 8000));
  const pictures = new ThumbnailReader(asked.thumbnailFile);
  for (let row = 0; row < 6; row++) expect([0xff, 0x89]).toContain(pictures.read(row)?.[0]);
  pictures.close();
});

test('copies are found by their sound: the same in another format, and a softer one', async () => {
  const clip = referenceClip();
  const asked = request({
    'a.wav': recording('tones.wav'),
    'b.flac': recording('tones.flac'),
    'c.wav': wavOf(clip),
    'd.wav': wavOf(clip.map((value) => Math.round(value / 3))),
    'e.wav': wavOf(clip.toReversed()),
  });
  const whole = { ...asked, preprocessing: { rate: 8000, clipSamples: 8000 } as const };
  const { samples, duplicates, nearDuplicates } = await importAudio(whole);
  expect(samples.map((each) => each.path)).toEqual(['a.wav', 'c.wav', 'd.wav', 'e.wav']);
  expect(duplicates.map(({ path: name, of }) => [name, of])).toEqual([['b.flac', 'a.wav']]);
  expect(nearDuplicates).toEqual([['c.wav', 'd.wav']]);
  // For prediction each file has its answer.
  const again = await importAudio({ ...whole, keepCopies: true });
  expect(again.samples).toHaveLength(5);
  // What the data set has already comes to nothing, and leaves no pack.
  const known = request({ 'again.wav': recording('tones.wav') });
  const hash = samples[0]?.sha256 ?? '';
  const none = await importAudio({
    ...known,
    preprocessing: again.preprocessing,
    knownHashes: new Map([[hash, 'a.wav']]),
  });
  expect(none.duplicates).toMatchObject([{ path: 'again.wav', of: 'a.wav' }]);
  expect(left(known)).toEqual([]);
});

describe('bad files', () => {
  const good = wavOf(tone(0.5));

  test('have their reason, and cost nothing else', async () => {
    const asked = request({
      'good.wav': good,
      'cut-header.wav': good.subarray(0, 30),
      'cut.wav': good.subarray(0, 100),
      'lying.wav': encodeWav({ data: int16Bytes(tone(0.5, { hertz: 900 })), saidBytes: 1e6 }),
      'short.wav': wavOf(tone(0.01)),
      'no-frames.mp3': Buffer.alloc(20_000, 0x41),
      'empty.ogg': '',
      'other.aiff': Buffer.from('FORM\0\0\0\0AIFF'),
      'picture.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
      'notes.txt': 'not meant',
    });
    const { samples, skipped, ignored } = await importAudio(asked);
    expect(samples.map((each) => each.path)).toEqual(['good.wav', 'lying.wav']);
    expect(samples[1]?.notes).toContain('truncated');
    const reasons = Object.fromEntries(skipped.map((each) => [each.path, each]));
    expect(Object.keys(reasons).sort()).toEqual([
      'cut-header.wav',
      'cut.wav',
      'empty.ogg',
      'no-frames.mp3',
      'other.aiff',
      'short.wav',
    ]);
    for (const { path: name, reason } of skipped) expect(reason).toMatch(`${name} `);
    expect(reasons['cut.wav']).toMatchObject({ code: 'truncated' });
    expect(reasons['short.wav']).toMatchObject({ code: 'empty' });
    expect(reasons['no-frames.mp3']).toMatchObject({ code: 'not-audio' });
    expect(reasons['other.aiff']?.reason).toContain('convert it to WAV or FLAC');
    expect(ignored).toBe(2);
  });

  test('in a zip likewise: entries that lie about their size, and archives in archives', async () => {
    const asked = request({
      'all.zip': rawZip([
        { name: 'set/a/good.wav', data: good },
        { name: 'set/b/lying.wav', data: good, uncompressedSize: 100 },
        { name: 'set/b/fine.wav', data: wavOf(tone(0.5, { hertz: 700 })) },
        { name: '../outside.wav', data: good },
        { name: 'set/inner.zip', data: rawZip([{ name: 'x.wav', data: good }]) },
      ]),
    });
    const [folder = ''] = asked.inputs;
    const inputs = [path.join(folder, 'all.zip')];
    expect(await recognizedKind(inputs)).toBe('audio');
    const { samples, skipped } = await importAudio({ ...asked, inputs });
    expect(samples.map((each) => each.path)).toEqual(['set/a/good.wav', 'set/b/fine.wav']);
    expect(skipped.map(({ code }) => code).sort()).toEqual([
      'corrupt',
      'unsafe-path',
      'unsupported',
    ]);
    expect(existsSync(path.join(folder, '../outside.wav'))).toBe(false);
  });

  test('alone are an error that says why, and leave nothing behind', async () => {
    const asked = request({ 'cut.wav': good.subarray(0, 100), 'notes.txt': 'x' });
    await expect(importAudio(asked)).rejects.toMatchObject({
      code: 'no-data',
      message: expect.stringContaining('cut.wav is cut off') as string,
    });
    expect(left(asked)).toEqual([]);
    await expect(importAudio({ ...asked, inputs: ['/no/such'] })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('that are too long or too large are refused by count, not by what they say', async () => {
    const asked = request({ 'long.wav': wavOf(tone(3)), 'good.wav': good });
    const limits = { ...defaultAudioLimits, maxSeconds: 2 };
    const { samples, skipped } = await importAudio({ ...asked, limits });
    expect(samples).toHaveLength(1);
    expect(skipped).toMatchObject([{ path: 'long.wav', code: 'oversized' }]);
  });
});

test('a cancelled import leaves nothing behind', async () => {
  const files = Array.from({ length: 60 }, (_, i) => [
    `${i}.wav`,
    wavOf(tone(0.5, { hertz: 200 + i })),
  ]);
  const asked = request(Object.fromEntries(files) as Record<string, Buffer>);
  const controller = new AbortController();
  const { signal } = controller;
  const onProgress = ({ phase }: { phase: string }): void => {
    if (phase === 'probe') controller.abort();
  };
  await expect(importAudio({ ...asked, signal, onProgress })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(left(asked)).toEqual([]);
});

test('recordings are recognized by most of the names', async () => {
  const sounds = request({ 'a/1.wav': 'x', 'a/2.MP3': 'x', 'cover.jpg': 'x' });
  expect(await recognizedKind(sounds.inputs)).toBe('audio');
  const pictures = request({ 'a/1.png': 'x', 'a/2.png': 'x', 'ding.wav': 'x' });
  expect(await recognizedKind(pictures.inputs)).toBe('images');
  expect(await recognizedKind(['/no/such/file.flac'])).toBe('audio');
});
