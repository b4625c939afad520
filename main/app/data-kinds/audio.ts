import path from 'node:path';
import { audioExtensions } from '../../ingest/audio/foreign.ts';
import { importAudio } from '../../ingest/audio/import-audio.ts';
import { importProgress } from '../import-progress.ts';
import type { Advice, DataKind } from './data-kind.ts';
import { extensionsBelow } from './names-below.ts';

const extensions = [...audioExtensions].map((extension) => `.${extension}`);
const stages = {
  scan: 'looking for recordings',
  probe: 'reading headers',
  decode: 'decoding recordings',
};

/** Below this, a contrastive batch holds too few clips to tell apart. */
const fewClips = 200;

/** Recordings, cut into clips. */
export const audio: DataKind<'audio'> = {
  noun: { one: 'clip', many: 'clips' },
  wanted: 'recordings (WAV, FLAC, MP3, Ogg, Opus or M4A), folders or zips',
  unreadable: 'files',
  extensions,
  cutsFiles: true,
  recognizes(inputs) {
    const counts = extensionsBelow(inputs);
    const all = [...counts.values()].reduce((sum, each) => sum + each, 0);
    const recordings = extensions.reduce((sum, each) => sum + (counts.get(each) ?? 0), 0);
    // Beside recordings lie lists of labels, texts and covers.
    return recordings > 0 && recordings >= all / 2;
  },
  async import(before, { labelsFrom, preprocessing: _, onProgress, ...request }) {
    const { preprocessing, ...result } = await importAudio({
      ...request,
      preprocessing: before ?? {},
      labelsFrom: labelsFrom === 'folders' ? labelsFrom : null,
      onProgress: ({ phase, done, total }) => onProgress(stages[phase], done, total),
    });
    return { ...result, preprocessing: { kind: 'audio', ...preprocessing } };
  },
  async pack(dir, preprocessing, inputs, { signal, reporter, spawnDecoder }) {
    const onProgress = importProgress(reporter);
    const file = path.join(dir, 'clips.safetensors');
    const { samples, skipped } = await importAudio({
      inputs,
      packFile: file,
      preprocessing,
      labelsFrom: null,
      keepCopies: true,
      signal,
      ...(spawnDecoder === undefined ? {} : { spawnDecoder }),
      onProgress: ({ phase, done, total }) => onProgress(stages[phase], done, total),
    });
    return { file, paths: samples.map((each) => each.path), skipped };
  },
  preparation: ({ rate, clipSamples }) =>
    `clips of ${seconds(rate, clipSamples)}, ${rate.toLocaleString('en-US')} Hz`,
  prepared: ({ rate, clipSamples }) =>
    `Recordings are mixed to one channel, resampled to ${rate.toLocaleString('en-US')} Hz and cut into clips of ${seconds(rate, clipSamples)} (${clipSamples.toLocaleString('en-US')} samples); shorter ones get silence on both sides. Samples go in as −1…1; the spectrogram is part of the model.`,
  advise: (_project, preprocessing, rows) => ({
    encoder: 'log-mel-conv',
    passes: 40,
    mostPasses: 300,
    mostMinutes: 30,
    ...taskFor(rows.length, audio.preparation(preprocessing)),
  }),
};

function taskFor(count: number, what: string): Pick<Advice, 'task' | 'reasons'> {
  const these = `These are ${count.toLocaleString('en-US')} ${what}`;
  if (count < fewClips) {
    return {
      task: 'masked-spectrogram',
      reasons: [
        `${these}: few, so that comparing them with each other says little. Filling in hidden sounds is the better question.`,
      ],
    };
  }
  return {
    task: 'cola',
    reasons: [
      `${these}. Of two pieces of each, one must be found among those of all others by the other, which teaches who or what is heard, and not when.`,
      'Where files are long and classes are speakers, places or languages, “Which recording is it from?” is worth a second run: on what was measured it told them better.',
    ],
  };
}

/** `1 second`, `1.5 seconds`. */
function seconds(rate: number, clipSamples: number): string {
  const count = Number((clipSamples / rate).toFixed(2));
  return `${count} ${count === 1 ? 'second' : 'seconds'}`;
}
