import { askAll } from '../ask-decoders.ts';
import { BatchSizer } from '../decoder/batch-sizer.ts';
import { cancelled, type DecoderPool } from '../decoder/decoder-pool.ts';
import { skippedFile } from '../refusal.ts';
import type { SkippedFile } from '../types.ts';
import type { AudioDecodeAnswer, DecodedAudio } from './audio-messages.ts';
import { type FoundRecording, limitsOf } from './find-recordings.ts';
import type { AudioLimits } from './limits.ts';
import type { AudioPreprocessing } from './types.ts';

/** In seconds: longer recordings are decoded one after the other, since some are hours long and are answered in one message. */
const longRecording = 60;
/** Of a clip. */
const usualPictureBytes = 8 * 1024;

interface Decoding {
  pool: DecoderPool;
  preprocessing: AudioPreprocessing;
  audioLimits: AudioLimits | undefined;
  /** Whether pictures of their spectrograms are wanted. */
  pictures: boolean;
  signal: AbortSignal | undefined;
}

/** Decodes recordings in other processes, in their order; what cannot be is a row of the report. @throws {PretextError} `cancelled` */
export async function* decodeRecordings(
  recordings: readonly FoundRecording[],
  { pool, preprocessing, pictures, audioLimits: asked, signal }: Decoding,
): AsyncGenerator<Result> {
  const { limits, audioLimits } = limitsOf(asked);
  // What finding them unpacked does not count again.
  for (const { candidate } of recordings) {
    if (candidate.container !== null) candidate.container.inflated = 0;
  }
  const { rate, clipSamples } = preprocessing;
  for (const group of groupsOf(recordings)) {
    const longest = group.reduce((most, { header }) => Math.max(most, header.seconds), 0);
    const clips = Math.max(1, Math.ceil((longest * rate) / clipSamples));
    const answers = askAll<FoundRecording, AudioDecodeAnswer>(
      group,
      pool,
      limits,
      new BatchSizer(clips * (2 * clipSamples + usualPictureBytes)),
      (items) => ({ op: 'decode-audio', items, limits, audioLimits, preprocessing, pictures }),
    );
    for await (const batch of answers) {
      for (const { question, answer } of batch) yield resultOf(question, answer);
      if (signal?.aborted === true) throw cancelled();
    }
  }
}

type Result = { recording: FoundRecording; decoded: DecodedAudio } | { skipped: SkippedFile };

function resultOf(recording: FoundRecording, answer: AudioDecodeAnswer): Result {
  if (answer.is === 'clips') return { recording, decoded: answer };
  const { code, clause } =
    answer.is === 'refused'
      ? answer
      : ({ code: 'unreadable', clause: 'was changed while it was imported' } as const);
  return { skipped: skippedFile(recording.candidate, code, clause) };
}

/** Short ones together, each long one alone; in their order. */
function groupsOf(recordings: readonly FoundRecording[]): FoundRecording[][] {
  const groups: FoundRecording[][] = [];
  let wasLong = true;
  for (const recording of recordings) {
    const isLong = recording.header.seconds > longRecording;
    if (isLong || wasLong) groups.push([recording]);
    else groups.at(-1)?.push(recording);
    wasLong = isLong;
  }
  return groups;
}
