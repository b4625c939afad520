import { decodeAll, type Question } from './ask-decoders.ts';
import type { Candidate } from './candidate.ts';
import { cancelled, type DecoderPool } from './decoder/decoder-pool.ts';
import type { Decoded, Probed } from './decoder/messages.ts';
import type { ImportLimits } from './limits.ts';
import type { RefusedCandidate } from './refused-rows.ts';
import { RowWriter } from './row-writer.ts';
import type { ImagePreprocessing } from './types.ts';

/** An image to decode: found, its header and hash known. */
export interface KnownImage extends Question {
  candidate: Candidate;
  probed: Probed;
  known: NonNullable<Question['known']>;
}

export interface PackedImage {
  image: KnownImage;
  decoded: Omit<Decoded, 'pixels' | 'thumbnail'>;
  row: number;
}

export interface Packing {
  packed: PackedImage[];
  refused: RefusedCandidate[];
}

export interface PackOptions {
  packFile: string;
  /** None are made without it. */
  thumbnailFile: string | undefined;
  preprocessing: ImagePreprocessing;
  limits: ImportLimits;
  pool: DecoderPool;
  signal: AbortSignal | undefined;
  /** Gives up with `null` at the first coloured image: one channel was only a guess. */
  stopAtColour: boolean;
  onProgress: (done: number) => void;
}

/**
 * Decodes images into the pack, one row each, in their order, and their thumbnails into a file beside it.
 * There is no pack without images, and whatever ends it early, the half-made files are removed.
 * @throws {PretextError} `cancelled`, `engine-missing`
 * @throws {Error} the system's error (`ENOSPC`, …) when the files cannot be written
 */
export async function packImages(
  images: readonly KnownImage[],
  options: PackOptions,
): Promise<Packing | null> {
  const { preprocessing, pool, limits, signal } = options;
  const { size, channels } = preprocessing;
  const spec = { kind: 'images', height: size, width: size, channels } as const;
  const rows = new RowWriter({ ...options, spec });
  const packing: Packing = { packed: [], refused: [] };
  const thumbnails = options.thumbnailFile !== undefined;
  let finished = false;
  try {
    for await (const batch of decodeAll(images, pool, limits, preprocessing, { thumbnails })) {
      for (const { question, answer } of batch) {
        if (answer.is === 'pixels') {
          if (options.stopAtColour && !answer.grey) return null;
          const { pixels, thumbnail, ...decoded } = answer;
          const row = rows.append(pixels, thumbnail);
          packing.packed.push({ image: question, decoded, row });
        } else {
          packing.refused.push({ candidate: question.candidate, answer: refusalOf(answer) });
        }
      }
      options.onProgress(packing.packed.length + packing.refused.length);
      if (signal?.aborted === true) throw cancelled();
    }
    if (packing.packed.length > 0) {
      await rows.finish();
      finished = true;
    }
    return packing;
  } finally {
    if (!finished) rows.abort();
  }
}

function refusalOf(answer: { is: string }): RefusedCandidate['answer'] {
  if ('code' in answer && 'clause' in answer) return answer as RefusedCandidate['answer'];
  return { code: 'unreadable', clause: 'was changed while it was imported' };
}
