import type { JavascriptSamples } from './samples.ts';

/** A function `clipsOf`: `main/ingest/audio/level.ts` and `cut-clips.ts`. */
const clips = `/** One channel at the model's rate, −1 to 1, as clips; those without any sound are left out. */
function clipsOf(name, sound) {
  const offset = sound.reduce((sum, value) => sum + value, 0) / sound.length;
  const peakOf = (values) => values.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);
  if (Math.abs(offset) > 0.01 * Math.max(1, peakOf(sound))) sound = sound.map((value) => value - offset);
  const peak = peakOf(sound);
  const scale = peak > 1.5 ? 32767 / peak : 32768;
  const whole = sound.map((value) => Math.max(-32768, Math.min(32767, Math.round(value * scale))) / 32768);
  const { rate, clipSamples: length } = prep;
  const clips = [];
  for (let start = 0; start < whole.length; start += length) {
    const part = whole.subarray(start, start + length);
    if (start > 0 && part.length < length / 2) break;
    const sample = new Float32Array(length);
    sample.set(part, Math.floor((length - part.length) / 2));
    const times = ", " + start / rate + " to " + (start + part.length) / rate + " s";
    clips.push({ name: name + (whole.length > length ? times : ""), sample });
  }
  const heard = clips.filter(({ sample }) => peakOf(sample) >= 2 ** -10);
  return heard.length > 0 ? heard : clips.slice(0, 1);
}
`;

/** `main/ingest/audio/resampler.ts` and `kinds/wav.ts`. */
const nodeSound = `/** The mean of a WAV file's channels, and its rate. */
function soundIn(wav) {
  let at = 12;
  let format = null;
  while (wav.toString("latin1", at, at + 4) !== "data") {
    if (wav.toString("latin1", at, at + 4) === "fmt ") format = wav.subarray(at + 8);
    at += 8 + wav.readUInt32LE(at + 4) + (wav.readUInt32LE(at + 4) % 2);
  }
  const [channels, rate] = [format.readUInt16LE(2), format.readUInt32LE(4)];
  const bytes = format.readUInt16LE(14) / 8;
  const tag = format.readUInt16LE(0) === 0xfffe ? format.readUInt16LE(24) : format.readUInt16LE(0);
  if (tag !== 1 && tag !== 3) throw new Error("This WAV file is neither integers nor floats: convert it.");
  const valueAt = (place) => {
    if (tag === 3) return bytes === 4 ? wav.readFloatLE(place) : wav.readDoubleLE(place);
    return bytes === 1 ? (wav[place] - 128) / 128 : wav.readIntLE(place, bytes) / 2 ** (8 * bytes - 1);
  };
  const size = Math.min(wav.readUInt32LE(at + 4), wav.length - at - 8);
  const sound = Float32Array.from({ length: Math.floor(size / (channels * bytes)) }, (_, frame) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += valueAt(at + 8 + (frame * channels + c) * bytes) / channels;
    return Number.isFinite(sum) ? sum : 0;
  });
  return { sound, rate };
}

/** At another rate, by the filter of the app: a windowed sinc (Kaiser), 80 dB down at half the lower rate. */
function resampled(sound, from, to) {
  if (from === to) return sound;
  const nyquist = 0.5 * Math.min(1, to / from);
  const reach = Math.ceil((80 - 7.95) / (2.285 * 2 * Math.PI * 0.1 * nyquist) / 2);
  const beta = 0.1102 * (80 - 8.7);
  const bessel = (x) => {
    let [sum, term] = [1, 1];
    for (let k = 1; term > sum * 1e-12; k++) sum += term *= (x / (2 * k)) ** 2;
    return sum;
  };
  const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
  const phases = new Map();
  const weightsOf = (phase) => {
    const weights = Array.from({ length: 2 * reach }, (_, tap) => {
      const distance = tap - reach + 1 - phase / to;
      const inside = Math.max(0, 1 - (distance / reach) ** 2);
      return inside === 0 ? 0 : sinc(1.9 * nyquist * distance) * bessel(beta * Math.sqrt(inside));
    });
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return weights.map((weight) => weight / sum);
  };
  return Float32Array.from({ length: Math.ceil((sound.length * to) / from) }, (_, n) => {
    const [first, phase] = [Math.floor((n * from) / to) - reach + 1, (n * from) % to];
    if (!phases.has(phase)) phases.set(phase, weightsOf(phase));
    return phases.get(phase).reduce((sum, weight, tap) => sum + weight * (sound[first + tap] ?? 0), 0);
  });
}
`;

const common = {
  packages: [],
  example: 'recording.wav',
  shape: '[prep.clipSamples]',
  type: 'float32',
} as const;

export const nodeAudio: JavascriptSamples = {
  ...common,
  notes: '// Reads WAV by itself, all other recordings with ffmpeg (ffmpeg.org).',
  imports: 'import { execFileSync } from "node:child_process";',
  code: `${nodeSound}
${clips}
async function samplesOf(file) {
  const options = ["-nostdin", "-loglevel", "error", "-i", "file:" + file];
  const convert = [...options, "-vn", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1"];
  const isWav = path.extname(file).toLowerCase() === ".wav";
  const wav = isWav ? readFileSync(file) : execFileSync("ffmpeg", convert, { maxBuffer: Infinity });
  const { sound, rate } = soundIn(wav);
  return clipsOf(path.basename(file), resampled(sound, rate, prep.rate));
}
`,
};

export const pageAudio: JavascriptSamples = {
  ...common,
  notes: `// Not quite as in the app: browsers have filters of their own to change the rate, so that answers may differ
// in the third digit where a recording has another rate than the model.`,
  imports: '',
  code: `${clips}
async function samplesOf(file) {
  // Decodes at the model's rate.
  const context = new OfflineAudioContext(1, 1, prep.rate);
  const decoded = await context.decodeAudioData(await file.arrayBuffer());
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, c) => decoded.getChannelData(c));
  const mean = (at) => channels.reduce((sum, values) => sum + values[at], 0) / channels.length;
  return clipsOf(file.name, Float32Array.from({ length: decoded.length }, (_, at) => mean(at)));
}
`,
};
