import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { audioHash } from '../../../main/ingest/audio/audio-hash.ts';
import { chooseAudioPreprocessing } from '../../../main/ingest/audio/choose-preprocessing.ts';
import { readAudioHeader } from '../../../main/ingest/audio/decode-audio.ts';
import { defaultAudioLimits } from '../../../main/ingest/audio/limits.ts';
import { readClips } from '../../../main/ingest/audio/read-clips.ts';
import { correlation } from '../../fixtures/audio/recordings.ts';
import { differingBits, speechFiles } from '../../support/speech.ts';

const files = speechFiles();
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const folder = mkdtempSync(path.join(tmpdir(), 'pretext-test-audio-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const limits = defaultAudioLimits;
const preprocessing = { rate: 8000, clipSamples: 12_000 } as const;

if (files.length === 0) console.warn('Skipped: no asterisk-core-sounds-*-wav is installed.');

describe.skipIf(files.length === 0)('real speech', () => {
  const some = files.filter((_, index) => index % 12 === 0);

  it('every file is read, at the rate and length that fit', async () => {
    const headers = some.map((file) => readAudioHeader(readFileSync(file), 'wav', limits));
    const chosen = chooseAudioPreprocessing({}, headers);
    expect(chosen.rate).toBe(8000);
    for (const file of some) {
      const { clips, header, silentClips } = await readClips(
        readFileSync(file),
        'wav',
        chosen,
        limits,
      );
      expect(clips.length + silentClips).toBeGreaterThanOrEqual(1);
      expect(header).toMatchObject({ sampleRate: 8000, channels: 1 });
      for (const { samples } of clips) expect(samples.length).toBe(chosen.clipSamples);
    }
  });

  it.skipIf(!hasFfmpeg)('copies in other formats sound and hash the same', async () => {
    const spoken = some.filter((file) => readFileSync(file).length > 20_000).slice(0, 5);
    for (const file of spoken) {
      const original = await readClips(readFileSync(file), 'wav', preprocessing, limits);
      const first = original.clips[0]?.samples ?? new Int16Array(0);
      for (const [name, least] of [
        ['copy.flac', 1],
        ['copy.mp3', 0.9],
        ['copy.ogg', 0.9],
        ['copy.opus', 0.9],
      ] as const) {
        const copy = path.join(folder, name);
        const made = spawnSync('ffmpeg', [
          '-loglevel',
          'error',
          '-y',
          '-i',
          file,
          '-b:a',
          '24k',
          copy,
        ]);
        expect(made.status).toBe(0);
        const { clips } = await readClips(readFileSync(copy), '', preprocessing, limits);
        const samples = clips[0]?.samples ?? new Int16Array(0);
        expect(correlation(first, samples)).toBeGreaterThanOrEqual(least - 1e-9);
        expect(differingBits(audioHash(first, 8000), audioHash(samples, 8000))).toBeLessThan(12);
      }
    }
  });

  it('different recordings have different hashes', async () => {
    const hashes = await Promise.all(
      some.slice(0, 60).map(async (file) => {
        const { clips } = await readClips(readFileSync(file), 'wav', preprocessing, limits);
        return audioHash(clips[0]?.samples ?? new Int16Array(0), 8000);
      }),
    );
    const distances = hashes.flatMap((hash, index) =>
      hashes.slice(index + 1).map((other) => differingBits(hash, other)),
    );
    const near = distances.filter((distance) => distance <= 4).length;
    expect(near / distances.length).toBeLessThan(0.005);
  });
});

it('memory stays bounded over many files of every format', async () => {
  const names = ['tones.wav', 'tones.flac', 'tones.mp3', 'tones.ogg', 'tones.opus', 'stereo.flac'];
  const bytes = names.map((name) =>
    readFileSync(path.join(import.meta.dirname, '../../fixtures/audio', name)),
  );
  const readAll = async (times: number): Promise<number> => {
    for (let time = 0; time < times; time++) {
      for (const file of bytes) await readClips(file, '', preprocessing, limits);
    }
    return process.memoryUsage().rss;
  };
  const before = await readAll(30);
  const after = await readAll(150);
  expect(after - before).toBeLessThan(200e6);
});
