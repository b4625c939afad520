import { describe, expect, it } from 'vitest';
import { audioHash } from '../../../../main/ingest/audio/audio-hash.ts';
import { mfcc, mfccFeatures, mfccStatistics } from '../../../../main/ingest/audio/mfcc.ts';
import {
  pictureHeight,
  pictureWidth,
  spectrogramPicture,
  spectrogramPixels,
} from '../../../../main/ingest/audio/spectrogram-picture.ts';
import { PowerSpectrum } from '../../../../main/ingest/audio/spectrum/fourier.ts';
import {
  frameStarts,
  melSpectrogram,
} from '../../../../main/ingest/audio/spectrum/mel-spectrogram.ts';
import { waveformPeaks } from '../../../../main/ingest/audio/waveform-peaks.ts';
import { melFilters } from '../../../../shared/mel-filters.ts';
import { tone } from '../../../fixtures/audio/encode-wav.ts';
import { audioReference, referenceClip } from '../../../fixtures/audio/recordings.ts';
import { seeded } from '../../../fixtures/ingest/seeded.ts';

const { mel, mel_filters, mfcc: cepstra, clip_start } = audioReference;
const clip = referenceClip();

/** Greatest difference relative to the greatest value. */
function off(ours: ArrayLike<number>, theirs: readonly number[]): number {
  expect(ours.length).toBe(theirs.length);
  const scale = Math.max(...theirs.map(Math.abs));
  return Math.max(...theirs.map((value, n) => Math.abs(value - (ours[n] ?? 0)))) / scale;
}

describe('spectra', () => {
  it('power spectra of two frames are what the definition gives', () => {
    const random = seeded(1);
    const frames = [0, 1].map(() => Float64Array.from({ length: 32 }, () => random() - 0.5));
    const [first, second] = frames as [Float64Array, Float64Array];
    const out = [new Float64Array(17), new Float64Array(17)] as const;
    new PowerSpectrum(32).compute([first, second], out);
    for (const [which, frame] of [first, second].entries()) {
      for (let k = 0; k <= 16; k++) {
        let [re, im] = [0, 0];
        for (const [n, value] of frame.entries()) {
          re += value * Math.cos((2 * Math.PI * k * n) / 32);
          im -= value * Math.sin((2 * Math.PI * k * n) / 32);
        }
        expect(out[which]?.[k]).toBeCloseTo(re * re + im * im, 10);
      }
    }
  });

  it.each(mel_filters)('mel filters are librosa’s: $bands bands at $rate Hz', (settings) => {
    const { bands } = melFilters(settings);
    const sum = bands.reduce(
      (all, { weights }) => all + weights.reduce((one, weight) => one + weight, 0),
      0,
    );
    expect(sum).toBeCloseTo(settings.sum, 8);
    for (const { band, first, weights } of settings.picked) {
      const ours = bands[band];
      const skipped = ours?.weights.findIndex((weight) => weight > 0) ?? 0;
      expect((ours?.first ?? 0) + skipped).toBe(first);
      expect(off(ours?.weights.filter((weight) => weight > 0) ?? [], weights)).toBeLessThan(1e-6);
    }
  });

  it('mel spectrograms are librosa’s', () => {
    expect([...clip.subarray(0, 8)]).toEqual(clip_start);
    const settings = { rate: 8000, fftLength: 256, windowLength: 256, bands: 40, lowest: 20 };
    const starts = frameStarts(clip.length, 256, 80);
    expect(starts.length).toBe(mel.frames);
    const power = melSpectrogram(clip, starts, { ...settings, highest: 4000 });
    expect(off(power.subarray(0, 40), mel.first)).toBeLessThan(1e-6);
    expect(off(power.subarray(-40), mel.last)).toBeLessThan(1e-6);
    // Of a longer transform librosa counts from the zeros before the window.
    const padded = { ...settings, highest: 4000, fftLength: 512 };
    expect(off(melSpectrogram(clip, [160 + 128], padded), mel.padded_third)).toBeLessThan(1e-6);
  });

  it('cepstral coefficients and their statistics are librosa’s', () => {
    expect(off(mfcc(clip, 8000).subarray(0, 20), cepstra.first)).toBeLessThan(1e-6);
    const twice = Int16Array.from([...clip, ...clip.toReversed()]);
    const statistics = mfccStatistics(twice, { clipSamples: 4000, rate: 8000 });
    expect(statistics.length).toBe(2 * mfccFeatures);
    expect(off(statistics.subarray(0, mfccFeatures), cepstra.statistics)).toBeLessThan(1e-6);
    expect(statistics.every(Number.isFinite)).toBe(true);
  });

  it('silence has finite coefficients', () => {
    const statistics = mfccStatistics(new Int16Array(4000), { clipSamples: 4000, rate: 8000 });
    expect(statistics.every(Number.isFinite)).toBe(true);
  });
});

describe('pictures', () => {
  it('a high tone is bright above, a low one below', () => {
    for (const [hertz, from, to] of [
      [3400, 0, 20],
      [150, 80, 96],
    ] as const) {
      const pixels = spectrogramPixels(tone(1, { hertz }), 8000);
      expect(pixels.length).toBe(pictureWidth * pictureHeight * 3);
      const greens = Array.from(
        { length: pictureHeight },
        (_, y) => pixels[(y * pictureWidth + 80) * 3 + 1] ?? 0,
      );
      const brightest = greens.indexOf(Math.max(...greens));
      expect(brightest).toBeGreaterThanOrEqual(from);
      expect(brightest).toBeLessThan(to);
    }
  });

  it('is as bright for a soft clip as for a loud one, and dark for silence', () => {
    const loud = spectrogramPixels(tone(1, { loudness: 30_000 }), 8000);
    const soft = spectrogramPixels(tone(1, { loudness: 3000 }), 8000);
    const differing = loud.filter((value, n) => Math.abs(value - (soft[n] ?? 0)) > 40).length;
    expect(differing / loud.length).toBeLessThan(0.02);
    const silence = spectrogramPixels(new Int16Array(8000), 8000);
    expect([silence[0], silence[1], silence[2]]).toEqual([68, 1, 84]);
    expect(new Set(silence).size).toBe(3);
  });

  it('is a JPEG or PNG file of a few KB', () => {
    const file = spectrogramPicture(clip, 8000);
    expect([0xff, 0x89]).toContain(file[0]);
    expect(file.length).toBeLessThan(20_000);
  });

  it('peaks of a waveform are the least and the greatest of each part', () => {
    const peaks = waveformPeaks(Int16Array.from([1, -5, 3, 9, 0, 0, 7, -8]), 4);
    expect([...peaks]).toEqual([-5, 1, 3, 9, 0, 0, -8, 7]);
    expect([...waveformPeaks(Int16Array.from([4, 6]), 4)]).toEqual([4, 4, 4, 4, 6, 6, 6, 6]);
  });
});

describe('fingerprints', () => {
  it('are the same for a louder copy, and zeros for silence', () => {
    const louder = clip.map((value) => value * 2);
    expect(audioHash(louder, 8000)).toBe(audioHash(clip, 8000));
    expect(audioHash(new Int16Array(8000), 8000)).toBe('0'.repeat(16));
  });
});
