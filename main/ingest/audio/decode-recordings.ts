import { askAll } from '../ask-decoders.ts';
import { BatchSizer } from '../decoder/batch-sizer.ts';
import { cancelled, type DecoderPool } from '../decoder/decoder-pool.ts';
import { skippedFile } from '../refusal.ts';
import type { SkippedFile } from '../types.ts';
import type { AudioDecodeAnswer, DecodedAudio } from './audio-messages.ts';
import { type FoundRecording, limitsOf } from './find-recordings.ts';
import type { AudioLimits } from './limits.ts';
import type { AudioPreprocessing } from './types.ts';

/** As clips become larger, fewer recordings go in one message. */
const usualClips = 4;
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
): AsyncGenerator<{ recording: FoundRecording; decoded: DecodedAudio } | { skipped: SkippedFile }> {
  const { limits, audioLimits } = limitsOf(asked);
  // What finding them unpacked does not count again.
  for (const { candidate } of recordings) {
    if (candidate.container !== null) candidate.container.inflated = 0;
  }
  const bytes = usualClips * (2 * preprocessing.clipSamples + usualPictureBytes);
  const answers = askAll<FoundRecording, AudioDecodeAnswer>(
    recordings,
    pool,
    limits,
    new BatchSizer(bytes),
    (items) => ({ op: 'decode-audio', items, limits, audioLimits, preprocessing, pictures }),
  );
  for await (const batch of answers) {
    for (const { question, answer } of batch) {
      if (answer.is === 'clips') yield { recording: question, decoded: answer };
      else {
        const { candidate } = question;
        const { code, clause } =
          answer.is === 'refused'
            ? answer
            : ({ code: 'unreadable', clause: 'was changed while it was imported' } as const);
        yield { skipped: skippedFile(candidate, code, clause) };
      }
    }
    if (signal?.aborted === true) throw cancelled();
  }
}
