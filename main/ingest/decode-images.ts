import { availableParallelism } from 'node:os';
import { decodeAll } from './ask-decoders.ts';
import type { Candidate } from './candidate.ts';
import { checkPreprocessing } from './choose-preprocessing.ts';
import { expand } from './containers/expand.ts';
import { findFiles } from './containers/inputs.ts';
import { cancelled, DecoderPool } from './decoder/decoder-pool.ts';
import type { DecodeAnswer, Refused } from './decoder/messages.ts';
import type { SpawnDecoder } from './decoder/spawn-decoder.ts';
import { judgeNoImage } from './judge.ts';
import { defaultLimits, type ImportLimits } from './limits.ts';
import { skippedFile } from './refusal.ts';
import type { ImagePreprocessing, SkippedFile } from './types.ts';

export interface DecodedImage {
  path: string;
  source: string;
  /** uint8 `[size, size, channels]`. */
  pixels: Uint8Array;
}

export interface DecodeOptions {
  limits?: Partial<ImportLimits>;
  /** Decoder processes; default: as many as the machine has cores. */
  workers?: number;
  signal?: AbortSignal;
  spawnDecoder?: SpawnDecoder;
  /** Decoders that are kept, in place of new ones: it is not closed. `workers` and `spawnDecoder` count for nothing then. */
  pool?: DecoderPool;
}

/** Candidates that are asked about together; more are looked for only when these are done. */
const chunkLength = 512;

/**
 * Decodes new files for prediction, as the data set was decoded. Folders, zips and IDX files give all
 * that is in them. Duplicates are not looked for: a person who gives a file twice gets two answers.
 *
 * @throws {PretextError} `not-found`, `cancelled`, `bad-usage`
 */
export async function* decodeImages(
  files: AsyncIterable<string> | readonly string[],
  preprocessing: ImagePreprocessing,
  options: DecodeOptions = {},
): AsyncGenerator<DecodedImage | SkippedFile> {
  checkPreprocessing(preprocessing);
  const { signal } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const pool =
    options.pool ??
    new DecoderPool({
      workers: options.workers ?? availableParallelism(),
      timeoutMs: limits.decodeTimeoutMs,
      spawn: options.spawnDecoder,
      signal,
    });
  const prefixed = !Array.isArray(files) || files.length > 1;

  async function* decodeChunk(
    candidates: readonly Candidate[],
  ): AsyncGenerator<DecodedImage | SkippedFile> {
    const questions = candidates.map((candidate) => ({ candidate }));
    const asked = decodeAll(questions, pool, limits, preprocessing, { thumbnails: false });
    for await (const batch of asked) {
      for (const { question, answer } of batch) yield* results(question.candidate, answer);
    }
  }

  async function* results(
    candidate: Candidate,
    answer: DecodeAnswer | Refused,
  ): AsyncGenerator<DecodedImage | SkippedFile> {
    if (answer.is === 'pixels') {
      yield { path: candidate.path, source: candidate.source, pixels: answer.pixels };
    } else if (answer.is === 'refused') {
      yield skippedFile(candidate, answer.code, answer.clause);
    } else if (answer.is === 'no-image') {
      const skipped = judgeNoImage(candidate, answer);
      if (skipped !== null) yield skipped;
    } else {
      yield* decodeFound(expand(candidate, answer, limits));
    }
  }

  async function* decodeFound(
    found: ReturnType<typeof findFiles>,
  ): AsyncGenerator<DecodedImage | SkippedFile> {
    let chunk: Candidate[] = [];
    for await (const one of found) {
      if (signal?.aborted === true) throw cancelled();
      if ('skipped' in one) yield one.skipped;
      if (!('candidate' in one)) continue;
      chunk.push(one.candidate);
      if (chunk.length < chunkLength) continue;
      yield* decodeChunk(chunk);
      chunk = [];
    }
    yield* decodeChunk(chunk);
  }

  try {
    yield* decodeFound(findFiles(files, prefixed));
  } finally {
    if (options.pool === undefined) await pool.close();
  }
}
