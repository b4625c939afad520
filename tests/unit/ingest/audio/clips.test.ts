import { describe, expect, it } from 'vitest';
import {
  checkAudioPreprocessing,
  chooseAudioPreprocessing,
} from '../../../../main/ingest/audio/choose-preprocessing.ts';
import { clipName, cutClips } from '../../../../main/ingest/audio/cut-clips.ts';
import { toInt16 } from '../../../../main/ingest/audio/level.ts';
import { defaultAudioLimits } from '../../../../main/ingest/audio/limits.ts';
import { readClips } from '../../../../main/ingest/audio/read-clips.ts';
import type { RecordingNote } from '../../../../main/ingest/audio/types.ts';
import { encodeWav, int16Bytes, tone } from '../../../fixtures/audio/encode-wav.ts';
import { recording } from '../../../fixtures/audio/recordings.ts';

const rate = 8000;

function joined(...parts: Int16Array[]): Int16Array {
  return Int16Array.from(parts.flatMap((part) => [...part]));
}

describe('clips', () => {
  it('pads a short recording on both sides', () => {
    const { clips, silentClips, leftOutSeconds } = cutClips(tone(0.5), rate, rate);
    expect([clips.length, silentClips, leftOutSeconds]).toEqual([1, 0, 0]);
    const [clip] = clips;
    expect(clip?.notes).toEqual(['filled-up']);
    expect(clip && [...clip.samples]).toEqual([
      ...new Int16Array(2000),
      ...tone(0.5),
      ...new Int16Array(2000),
    ]);
    expect(clip && clipName('a.wav', clip)).toBe('a.wav');
  });

  it('cuts a long one, and names each clip by its time', () => {
    const { clips, leftOutSeconds } = cutClips(tone(9.5), rate, 4 * rate);
    expect(clips.map((clip) => clipName('talk.wav', clip))).toEqual([
      'talk.wav, 0:00–0:04',
      'talk.wav, 0:04–0:08',
    ]);
    expect(leftOutSeconds).toBe(1.5);
    expect(clips[1]?.samples).toEqual(tone(9.5).subarray(4 * rate, 8 * rate));
    expect(clips.map(({ notes }) => notes)).toEqual([['cut'], ['cut']]);
  });

  it('makes a clip of a rest that is at least half as long', () => {
    const { clips, leftOutSeconds } = cutClips(tone(125.75), rate, rate / 2);
    expect(leftOutSeconds).toBe(0);
    expect(clips.at(-2) && clipName('a', clips.at(-2) as never)).toBe('a, 2:05–2:05.5');
    expect(clips.at(-1)?.notes).toEqual(['filled-up', 'cut']);
    expect(clips.at(-1)?.end).toBe(125.75);
  });

  it('leaves silent clips of a long recording out, and counts them', () => {
    const quiet = tone(2, { loudness: 20 });
    const { clips, silentClips } = cutClips(joined(tone(1), quiet, tone(1)), rate, rate);
    expect(clips.map(({ start }) => start)).toEqual([0, 3]);
    expect(silentClips).toBe(2);
  });

  it('keeps one clip of a recording that is silent all through', () => {
    const { clips, silentClips } = cutClips(new Int16Array(3 * rate), rate, rate);
    expect(clips.map(({ start, end }) => [start, end])).toEqual([[0, 1]]);
    expect(silentClips).toBe(2);
    expect(cutClips(new Int16Array(rate / 2), rate, rate).clips).toHaveLength(1);
  });
});

describe('levels', () => {
  const level = (values: number[]): { out: number[]; notes: RecordingNote[] } => {
    const notes: RecordingNote[] = [];
    return { out: [...toInt16(Float32Array.from(values), notes)], notes };
  };

  it('gives the very values that a 16-bit file holds', () => {
    const values = [-32_768, -12_345, 0, 1, 12_345, 32_767];
    expect(level(values.map((value) => value / 32_768))).toEqual({ out: values, notes: [] });
  });

  it('cuts off a little too loud, scales much too loud', () => {
    expect(level([1.2, -1.2])).toEqual({ out: [32_767, -32_768], notes: [] });
    expect(level([30_000, -30_000, 15_000, -15_000])).toEqual({
      out: [32_767, -32_767, 16_384, -16_383],
      notes: ['scaled-down'],
    });
  });

  it('takes a constant offset away', () => {
    expect(level([0.5, 0.25, 0.5, 0.25])).toEqual({
      out: [4096, -4096, 4096, -4096],
      notes: ['offset-removed'],
    });
    expect(level(new Array<number>(10).fill(0.3)).notes).toEqual(['offset-removed', 'silent']);
  });

  it('says that silence is silent', () => {
    expect(level([0, 0, 0, 0.0005, -0.0005]).notes).toEqual(['silent']);
    expect(level([0, 0, 0, 0.002, -0.002]).notes).toEqual([]);
  });
});

describe('preprocessing', () => {
  const of = (sampleRate: number, seconds: number) => ({ sampleRate, seconds });

  it.each([
    [8000, 0.9, 8000, 8000],
    [11_025, 1.005, 16_000, 16_000],
    [44_100, 2.6, 16_000, 48_000],
    [8000, 200, 8000, 32_000],
    [6000, 0.2, 8000, 4000],
  ])('%i Hz and %f s become %i Hz and clips of %i samples', (from, seconds, to, clipSamples) => {
    const headers = [of(from, seconds), of(from, seconds), of(48_000, 500)];
    expect(chooseAudioPreprocessing({}, headers)).toEqual({ rate: to, clipSamples });
  });

  it('keeps what a person asked for, and manages without recordings', () => {
    expect(chooseAudioPreprocessing({ rate: 16_000 }, [of(8000, 1)])).toEqual({
      rate: 16_000,
      clipSamples: 16_000,
    });
    expect(chooseAudioPreprocessing({ clipSamples: 1234 }, [of(8000, 1)]).clipSamples).toBe(1234);
    expect(chooseAudioPreprocessing({}, [])).toEqual({ rate: 8000, clipSamples: 4000 });
  });

  it('refuses nonsense', () => {
    expect(() => checkAudioPreprocessing({ rate: 44_100 as never })).toThrow('8000 or 16000');
    expect(() => checkAudioPreprocessing({ clipSamples: 7 })).toThrow('0.1 to 30 seconds');
    expect(() => checkAudioPreprocessing({ rate: 16_000, clipSamples: 480_001 })).toThrow('30');
    checkAudioPreprocessing({ rate: 8000, clipSamples: 8000 });
  });
});

describe('reading clips', () => {
  it('decodes, resamples and cuts', async () => {
    const stereo = await readClips(
      recording('stereo.flac'),
      'wav',
      { rate: 16_000, clipSamples: 1600 },
      defaultAudioLimits,
    );
    expect(stereo.notes).toEqual(['mixed-to-mono', 'wrong-extension']);
    expect(stereo.clips.map(({ samples }) => samples.length)).toEqual([1600, 1600]);
    expect(stereo.header).toMatchObject({ sampleRate: 44_100, channels: 2 });
  });

  it('leaves an 8,000 Hz WAV file as it is, to the bit', async () => {
    const samples = tone(1.5);
    const file = encodeWav({ data: int16Bytes(samples) });
    const preprocessing = { rate: 8000, clipSamples: 12_000 } as const;
    const { clips, notes } = await readClips(file, 'wav', preprocessing, defaultAudioLimits);
    expect(clips.map((clip) => clip.samples)).toEqual([samples]);
    expect(notes).toEqual([]);
  });

  it('notes silence', async () => {
    const file = encodeWav({ data: new Uint8Array(16_000) });
    const preprocessing = { rate: 8000, clipSamples: 8000 } as const;
    const { clips, notes } = await readClips(file, 'wav', preprocessing, defaultAudioLimits);
    expect([clips.length, notes]).toEqual([1, ['silent']]);
  });
});
