import type { SampleSource } from '../../main/learn/data/sample-source.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';

/** Recordings in memory. @param clips int16 `[clips, samples]`, end to end */
export function wavesInMemory(clips: Int16Array, samples: number, rate = 8000): SampleSource {
  const bytes = new Uint8Array(clips.buffer, clips.byteOffset, clips.byteLength);
  return {
    count: clips.length / samples,
    spec: { kind: 'audio', samples, rate },
    readInto(index, target, offset) {
      target.set(bytes.subarray(index * 2 * samples, (index + 1) * 2 * samples), offset);
    },
  };
}

/**
 * Tones of random pitch and loudness with noise, 8,000 Hz, a quarter of a second: rising ones in class 0, falling ones in
 * class 1.
 */
export function sweeps(count: number): { source: SampleSource; labels: Int32Array } {
  const samples = 2000;
  const uniform = seededUniform(11);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const clips = new Int16Array(count * samples);
  for (const [clip, label] of labels.entries()) {
    const [low, high] = [300 + 400 * uniform(), 1500 + 1000 * uniform()];
    const loudness = 3000 + 10_000 * uniform();
    let phase = 2 * Math.PI * uniform();
    for (let n = 0; n < samples; n++) {
      const share = label === 0 ? n / samples : 1 - n / samples;
      phase += (2 * Math.PI * (low + (high - low) * share)) / 8000;
      clips[clip * samples + n] = loudness * Math.sin(phase) + 400 * (uniform() - 0.5);
    }
  }
  return { source: wavesInMemory(clips, samples), labels };
}

/**
 * Recordings of voices, cut into clips of a quarter of a second at 8,000 Hz: a voice has overtones of its own, and in each clip another melody.
 * The label of a clip is its recording.
 */
export function voices(
  recordings: number,
  clipsEach: number,
): { source: SampleSource; labels: Int32Array } {
  const samples = 2000;
  const uniform = seededUniform(5);
  const count = recordings * clipsEach;
  const labels = Int32Array.from({ length: count }, (_, i) => Math.floor(i / clipsEach));
  const overtones = Array.from({ length: recordings }, () =>
    Array.from({ length: 10 }, () => uniform() ** 3),
  );
  const clips = new Int16Array(count * samples);
  for (const [clip, label] of labels.entries()) {
    const [base, bend, loudness] = [150 + 100 * uniform(), uniform() - 0.5, 500 + 2000 * uniform()];
    let phase = 0;
    for (let n = 0; n < samples; n++) {
      phase += (2 * Math.PI * base * (1 + (bend * n) / samples)) / 8000;
      const sound = (overtones[label] ?? []).reduce(
        (sum, strength, k) => sum + strength * Math.sin((k + 1) * phase),
        0,
      );
      clips[clip * samples + n] = loudness * sound + 200 * (uniform() - 0.5);
    }
  }
  return { source: { ...wavesInMemory(clips, samples), fileOf: labels }, labels };
}
