import { PackedImageWriter } from '../files/packed-images.ts';
import { decodeAll, type Question } from './ask-decoders.ts';
import type { Candidate } from './candidate.ts';
import { cancelled, type DecoderPool } from './decoder/decoder-pool.ts';
import type { Decoded, Probed } from './decoder/messages.ts';
import type { ImportLimits } from './limits.ts';
import type { RefusedCandidate } from './refused-rows.ts';
import type { ImagePreprocessing } from './types.ts';

/** An image to decode: found, its header and hash known. */
export interface KnownImage extends Question {
  candidate: Candidate;
  probed: Probed;
  known: NonNullable<Question['known']>;
}

export interface PackedImage {
  image: KnownImage;
  decoded: Omit<Decoded, 'pixels'>;
  row: number;
}

export interface Packing {
  packed: PackedImage[];
  refused: RefusedCandidate[];
}

export interface PackOptions {
  packFile: string;
  preprocessing: ImagePreprocessing;
  limits: ImportLimits;
  pool: DecoderPool;
  signal: AbortSignal | undefined;
  /** Gives up with `null` at the first coloured image: one channel was only a guess. */
  stopAtColour: boolean;
  onProgress: (done: number) => void;
}

/**
 * Decodes images into the pack, one row each, in their order. There is no pack without images, and
 * whatever ends it early, the half-made file is removed.
 * @throws {PretextError} `cancelled`, `engine-missing`
 * @throws {Error} the system's error (`ENOSPC`, …) when the pack cannot be written
 */
export async function packImages(
  images: readonly KnownImage[],
  options: PackOptions,
): Promise<Packing | null> {
  const { preprocessing, pool, limits } = options;
  const { size, channels } = preprocessing;
  const writer = new PackedImageWriter(options.packFile, { height: size, width: size, channels });
  const packing: Packing = { packed: [], refused: [] };
  let finished = false;
  try {
    for await (const batch of decodeAll(images, pool, limits, preprocessing)) {
      for (const { question, answer } of batch) {
        if (answer.is === 'pixels') {
          if (options.stopAtColour && !answer.grey) return null;
          const { pixels, ...decoded } = answer;
          packing.packed.push({ image: question, decoded, row: writer.append(pixels) });
        } else {
          packing.refused.push({ candidate: question.candidate, answer: refusalOf(answer) });
        }
      }
      options.onProgress(packing.packed.length + packing.refused.length);
      if (options.signal?.aborted === true) throw cancelled();
    }
    if (packing.packed.length > 0) {
      await writer.finish();
      finished = true;
    }
    return packing;
  } finally {
    if (!finished) writer.abort();
  }
}

function refusalOf(answer: { is: string }): RefusedCandidate['answer'] {
  if ('code' in answer && 'clause' in answer) return answer as RefusedCandidate['answer'];
  return { code: 'unreadable', clause: 'was changed while it was imported' };
}
