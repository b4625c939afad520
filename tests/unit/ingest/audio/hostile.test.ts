import { expect, it, vi } from 'vitest';
import { decodeAudio, readAudioHeader } from '../../../../main/ingest/audio/decode-audio.ts';
import { defaultAudioLimits } from '../../../../main/ingest/audio/limits.ts';
import { Refusal } from '../../../../main/ingest/refusal.ts';
import { repairPages } from '../../../fixtures/audio/ogg-pages.ts';
import { recording } from '../../../fixtures/audio/recordings.ts';
import { seeded } from '../../../fixtures/ingest/seeded.ts';

/**
 * Mutated files: each is decoded or refused, nothing else. Every 50th time the good file is read in between, by the same
 * decoder. Of Ogg, checksums are put right, or else no mutation would get past them.
 */

const limits = { ...defaultAudioLimits, maxSeconds: 60 };
const mutations = 600;

function mutate(good: Buffer, seed: number): Buffer {
  const random = seeded(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const kind = below(5);
  let bytes = Buffer.from(good);
  for (let left = 1 + below(8); left > 0 && bytes.length > 0; left--) {
    const at = below(random() < 0.5 ? Math.min(200, bytes.length) : bytes.length);
    if (kind === 0) bytes[at] = below(256);
    else if (kind === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    else if (kind === 2) bytes = bytes.subarray(0, at + 1);
    else if (kind === 3) {
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + below(50))]);
    } else for (let n = below(400); n > 0 && at + n < bytes.length; n--) bytes[at + n] = below(256);
  }
  return bytes;
}

it.each(['tones.wav', 'tones.oga', 'stereo.flac', 'tones.mp3', 'tones.ogg', 'tones.opus'])(
  `${mutations} mutations of %s`,
  { timeout: 240_000 },
  async (name) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined); // decoders complain there
    const good = recording(name);
    const expected = (await decodeAudio(good, '', limits)).samples;
    const counts = { decoded: 0, refused: 0 };
    for (let seed = 1; seed <= mutations; seed++) {
      const mutated = mutate(good, seed);
      const file = name.endsWith('.wav') || seed % 2 === 0 ? mutated : repairPages(mutated);
      try {
        const { samples, sampleRate } = await decodeAudio(file, '', limits);
        expect(samples.length).toBeLessThanOrEqual(60 * sampleRate);
        expect(samples.every(Number.isFinite)).toBe(true);
        counts.decoded += 1;
      } catch (error) {
        if (!(error instanceof Refusal)) throw new Error(`mutation ${seed}`, { cause: error });
        counts.refused += 1;
      }
      if (seed % 50 === 0) expect((await decodeAudio(good, '', limits)).samples).toEqual(expected);
    }
    expect(counts.decoded).toBeGreaterThan(5); // of Vorbis nine tenths are headers
    expect(counts.refused).toBeGreaterThan(20);
  },
);

it.each(['tones.m4a', 'tones.aac'])(`headers of ${mutations} mutations of %s`, (name) => {
  const good = recording(name);
  for (let seed = 1; seed <= mutations; seed++) {
    try {
      expect(readAudioHeader(mutate(good, seed), '', limits).sampleRate).toBeGreaterThan(0);
    } catch (error) {
      if (!(error instanceof Refusal)) throw new Error(`mutation ${seed}`, { cause: error });
    }
  }
});

it('an Opus packet that made another decoder hang is refused or decoded in no time', async () => {
  // Two frames of 60 ms in a packet that its first byte calls so; ogv's own Opus decoder never came back from such.
  const good = recording('tones.opus');
  for (let code = 0; code < 256; code++) {
    const file = Buffer.from(good);
    for (let at = 400; at < file.length; at += 61) file[at] = code;
    const result = await decodeAudio(repairPages(file), '', limits).catch(
      (error: unknown) => error,
    );
    if (result instanceof Error) expect(result).toBeInstanceOf(Refusal);
  }
});
