import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { decodeAudio, readAudioHeader } from '../../../../main/ingest/audio/decode-audio.ts';
import { defaultAudioLimits } from '../../../../main/ingest/audio/limits.ts';
import { sniffAudio } from '../../../../main/ingest/audio/registry.ts';
import { Resampler } from '../../../../main/ingest/audio/resampler.ts';
import type { Recording } from '../../../../main/ingest/audio/types.ts';
import { correlation, recording } from '../../../fixtures/audio/recordings.ts';

const limits = defaultAudioLimits;
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

function decode(name: string, changed = limits): Promise<Recording> {
  return decodeAudio(recording(name), name.split('.')[1] ?? '', changed);
}

/** At 8,000 Hz. */
function atSpeechRate({ samples, sampleRate }: Recording): Float32Array {
  const resampler = new Resampler(sampleRate, 8000);
  return Float32Array.from([...resampler.push(samples), ...resampler.finish()]);
}

describe('formats', () => {
  it.each(['tones.flac', 'tones.oga'])('%s is the WAV file it was made of', async (name) => {
    const wav = await decode('tones.wav');
    const flac = await decode(name);
    expect(flac.header).toMatchObject({ format: 'flac', sampleRate: 8000, channels: 1 });
    expect(flac.notes).toEqual([]);
    expect(flac.samples).toEqual(wav.samples);
  });

  it.each([
    ['tones.mp3', 'mp3', 8000, 0.98],
    ['tones.ogg', 'vorbis', 8000, 0.98],
    ['tones.opus', 'opus', 48_000, 0.98],
    ['stereo.flac', 'flac', 44_100, 0.9999],
  ])('%s is the same sound', async (name, format, rate, least) => {
    const wav = await decode('tones.wav');
    const other = await decode(name);
    expect(other.header).toMatchObject({ format, sampleRate: rate });
    expect(other.notes.filter((note) => note !== 'mixed-to-mono')).toEqual([]);
    const seconds = name === 'stereo.flac' ? 0.2 : 0.6;
    expect(other.samples.length / rate).toBeCloseTo(seconds, 3);
    const length = seconds * 8000 - 40; // the last samples of a cut recording have no neighbours
    const same = atSpeechRate(other).subarray(0, length);
    expect(correlation(same, wav.samples.subarray(0, length))).toBeGreaterThan(least);
  });

  it('the seconds that headers tell are near the truth', () => {
    for (const [name, off] of [
      ['tones.wav', 0],
      ['tones.flac', 0],
      ['tones.ogg', 1e-6],
      ['tones.opus', 1e-6],
      ['tones.mp3', 0.3],
      ['tones.aac', 0.3],
      ['tones.m4a', 0.3],
    ] as const) {
      const header = readAudioHeader(recording(name), '', limits);
      expect(Math.abs(header.seconds - 0.6)).toBeLessThanOrEqual(off);
      expect([header.channels, header.endsEarly]).toEqual([1, false]);
    }
  });

  it('tells a format by 4 KiB of content, whatever the name', async () => {
    const formats = ['wav', 'flac', 'oga', 'mp3', 'ogg', 'opus', 'm4a', 'aac'].map(
      (extension) => sniffAudio(recording(`tones.${extension}`).subarray(0, 4096))?.format,
    );
    expect(formats).toEqual(['wav', 'flac', 'flac', 'mp3', 'vorbis', 'opus', 'aac', 'aac']);
    const { notes } = await decodeAudio(recording('tones.ogg'), 'mp3', limits);
    expect(notes).toEqual(['wrong-extension']);
    expect(sniffAudio(Buffer.from('ID3 is the name of a tag'.repeat(9)))?.format).not.toBe('wav');
    expect(sniffAudio(Buffer.alloc(5000, 0xff))).toBeNull();
  });

  it('skips tags with pictures before MP3 and FLAC', async () => {
    const tag = Buffer.concat([
      Buffer.from('ID3\x04\0\0\0\0\x27\x10', 'latin1'),
      Buffer.alloc(5008),
    ]);
    for (const name of ['tones.mp3', 'tones.flac']) {
      const plain = await decode(name);
      const tagged = await decodeAudio(Buffer.concat([tag, recording(name)]), '', limits);
      expect(tagged.samples).toEqual(plain.samples);
    }
    await expect(decodeAudio(tag, 'mp3', limits)).rejects.toMatchObject({ code: 'truncated' });
    const noFrames = Buffer.concat([tag, Buffer.alloc(3000)]);
    await expect(decodeAudio(noFrames, 'mp3', limits)).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  it.each(['tones.oga', 'tones.mp3', 'tones.ogg', 'tones.opus', 'stereo.flac'])(
    'keeps what is left of a %s that was cut off, and says so',
    async (name) => {
      const whole = recording(name);
      let kept = 0;
      for (const share of [0.55, 0.7, 0.95]) {
        const cut = whole.subarray(0, Math.floor(whole.length * share));
        const left = await decodeAudio(cut, '', limits).catch((error: unknown) => error);
        if (left instanceof Error) expect(left).toMatchObject({ code: 'truncated' });
        else {
          expect((left as Recording).notes).toContain('truncated');
          kept += 1;
        }
      }
      // The Ogg files are a page long: of them nothing is left.
      if (name === 'tones.mp3' || name === 'stereo.flac') expect(kept).toBeGreaterThan(0);
    },
  );

  it('leaves a damaged frame of FLAC out, and says so', async () => {
    const file = recording('stereo.flac');
    const at = Math.floor(file.length * 0.6);
    file.writeUInt8(file.readUInt8(at) ^ 4, at);
    const { samples, notes } = await decodeAudio(file, 'flac', { ...limits, minSeconds: 0 });
    expect(notes).toContain('damaged');
    expect(samples.length).toBe(8820 - 4608); // the first of two frames is left out
  });

  it('says what is missing when there is no ffmpeg', async () => {
    const without = { ...limits, ffmpeg: ['/nowhere/ffmpeg', 'no-such-ffmpeg'] };
    await expect(decode('tones.m4a', without)).rejects.toMatchObject({
      code: 'unsupported',
      clause: 'is AAC audio, which needs ffmpeg; install it, or convert the file to WAV',
    });
  });

  it.skipIf(!hasFfmpeg)('reads AAC by ffmpeg (skipped where it is not installed)', async () => {
    const wav = await decode('tones.wav');
    for (const name of ['tones.m4a', 'tones.aac']) {
      const { samples, header, notes } = await decode(name);
      expect([header.format, header.sampleRate, notes]).toEqual(['aac', 8000, []]);
      const delays = name === 'tones.aac' ? [1024, 2048] : [0]; // by itself it tells of no delay
      const best = delays.map((delay) => correlation(samples.subarray(delay), wav.samples));
      expect(Math.max(...best)).toBeGreaterThan(0.95);
    }
  });

  it.skipIf(!hasFfmpeg)('bounds ffmpeg by time and by what it gives', async () => {
    await expect(decode('tones.m4a', { ...limits, maxSeconds: 0.2 })).rejects.toMatchObject({
      code: 'oversized',
    });
    await expect(decode('tones.m4a', { ...limits, ffmpegTimeoutMs: 1 })).rejects.toMatchObject({
      code: 'timeout',
    });
  });

  it('a recording that unpacks to more than the limit is refused while it is decoded', async () => {
    for (const name of ['stereo.flac', 'tones.mp3', 'tones.ogg', 'tones.opus']) {
      await expect(decode(name, { ...limits, maxSeconds: 0.15 })).rejects.toMatchObject({
        code: 'oversized',
        clause: expect.stringContaining('too long'),
      });
    }
  });
});
