import { describe, expect, it } from 'vitest';
import { Resampler } from '../../../../main/ingest/audio/resampler.ts';
import { audioReference } from '../../../fixtures/audio/recordings.ts';
import { seeded } from '../../../fixtures/ingest/seeded.ts';

function resample(samples: Float32Array, from: number, to: number, block = 1000): number[] {
  const resampler = new Resampler(from, to);
  const out: number[] = [];
  for (let at = 0; at < samples.length; at += block) {
    out.push(...resampler.push(samples.subarray(at, at + block)));
  }
  return [...out, ...resampler.finish()];
}

function sine(hertz: number, rate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rate * seconds) }, (_, n) =>
    Math.sin((2 * Math.PI * hertz * n) / rate),
  );
}

/** Root mean square without the ends, in dB of a full sine. */
function decibels(values: readonly number[]): number {
  const inner = values.slice(500, -500);
  const mean = inner.reduce((sum, value) => sum + value * value, 0) / inner.length;
  return 10 * Math.log10(mean * 2);
}

const pairs = [
  [44_100, 16_000],
  [48_000, 8000],
  [22_050, 16_000],
  [11_025, 8000],
  [8000, 16_000],
  [192_000, 16_000],
] as const;

describe('resampling', () => {
  it.each(pairs)('%i to %i Hz keeps tones up to 0.9 of the lower Nyquist frequency', (from, to) => {
    for (const share of [0.02, 0.3, 0.7, 0.89]) {
      const hertz = (share * Math.min(from, to)) / 2;
      const out = resample(sine(hertz, from, 0.5), from, to);
      const right = sine(hertz, to, 0.5);
      expect(decibels(out.map((value, n) => value - (right[n] ?? 0)))).toBeLessThan(-78);
    }
  });

  it.each(pairs.filter(([from, to]) => from > to))(
    '%i to %i Hz leaves less than −78 dB of what is above the new Nyquist frequency',
    (from, to) => {
      for (const hertz of [to / 2 + 20, 0.6 * to, (from + to) / 4, 0.49 * from]) {
        expect(decibels(resample(sine(hertz, from, 0.5), from, to))).toBeLessThan(-78);
      }
    },
  );

  it('agrees with scipy.signal.resample_poly', () => {
    for (const { from, to, samples } of audioReference.resample) {
      const tones = Float32Array.from({ length: Math.floor(from / 10) }, (_, n) =>
        [150, 700, 1900].reduce(
          (sum, hertz) => sum + Math.sin((2 * Math.PI * hertz * n) / from + hertz) / 4,
          0,
        ),
      );
      const ours = resample(tones, from, to).slice(400, 600);
      const worst = Math.max(...ours.map((value, n) => Math.abs(value - (samples[n] ?? 0))));
      expect(worst).toBeLessThan(2e-4);
    }
  });

  it('gives the same in blocks of any size', () => {
    const random = seeded(4);
    const noise = Float32Array.from({ length: 5000 }, () => random() * 2 - 1);
    const whole = resample(noise, 44_100, 16_000, 5000);
    expect(resample(noise, 44_100, 16_000, 1)).toEqual(whole);
    expect(resample(noise, 44_100, 16_000, 777)).toEqual(whole);
  });

  it('gives ⌈samples · to / from⌉ samples, and keeps a constant and silence', () => {
    for (const [from, to] of [...pairs, [44_099, 16_000], [4001, 16_000]] as const) {
      for (const length of [0, 1, 17, 4000]) {
        const out = resample(new Float32Array(length).fill(0.5), from, to);
        const exact = (length * to) / from;
        // Odd rates are replaced by near ones: off by less than 1/1000.
        expect(Math.abs(out.length - Math.ceil(exact))).toBeLessThanOrEqual(exact / 1000);
        if (length === 4000) expect(out[Math.floor(out.length / 2)]).toBeCloseTo(0.5, 6);
      }
    }
  });

  it('leaves samples of the right rate as they are', () => {
    const samples = sine(100, 8000, 0.1);
    expect(Float32Array.from(resample(samples, 8000, 8000))).toEqual(samples);
  });
});
