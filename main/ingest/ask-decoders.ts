import type { Candidate } from './candidate.ts';
import { BatchSizer } from './decoder/batch-sizer.ts';
import type { DecoderPool } from './decoder/decoder-pool.ts';
import type { DecodeAnswer, DecoderItem, ProbeAnswer, Refused } from './decoder/messages.ts';
import type { DecoderRequest } from './decoder/protocol.ts';
import type { ImportLimits } from './limits.ts';
import { overBudget } from './refusal.ts';
import type { ImagePreprocessing } from './types.ts';

/** A candidate, with what the first pass found where there was one. */
export interface Question {
  candidate: Candidate;
  known?: NonNullable<DecoderItem['known']>;
}

export interface Answered<Asked extends Question, Answer> {
  question: Asked;
  answer: Answer | Refused;
}

/** Measured on photos: 3 to 9 KB. */
const usualThumbnailBytes = 8 * 1024;

/** Asks for headers and hashes. Answers come in the order of the questions, in batches. */
export function probeAll<Asked extends Question>(
  questions: Iterable<Asked>,
  pool: DecoderPool,
  limits: ImportLimits,
): AsyncGenerator<Answered<Asked, ProbeAnswer>[]> {
  return askAll<Asked, ProbeAnswer>(questions, pool, limits, new BatchSizer(0), (items) => ({
    op: 'probe',
    items,
    limits,
  }));
}

/** Asks for pixels, and for thumbnails where they are wanted. Answers come in the order of the questions, in batches. */
export function decodeAll<Asked extends Question>(
  questions: Iterable<Asked>,
  pool: DecoderPool,
  limits: ImportLimits,
  preprocessing: ImagePreprocessing,
  { thumbnails }: { thumbnails: boolean },
): AsyncGenerator<Answered<Asked, DecodeAnswer>[]> {
  const pixelBytes = preprocessing.size ** 2 * preprocessing.channels;
  const sizer = new BatchSizer(pixelBytes + (thumbnails ? usualThumbnailBytes : 0));
  return askAll<Asked, DecodeAnswer>(questions, pool, limits, sizer, (items) => ({
    op: 'decode',
    items,
    limits,
    preprocessing,
    thumbnails,
  }));
}

/**
 * Asks for anything of files, batch by batch.
 * @param toRequest of the files of a batch
 */
export async function* askAll<Asked extends Question, Answer extends { inflated?: number }>(
  questions: Iterable<Asked>,
  pool: DecoderPool,
  limits: ImportLimits,
  sizer: BatchSizer,
  toRequest: (items: DecoderItem[]) => DecoderRequest,
): AsyncGenerator<Answered<Asked, Answer>[]> {
  const iterator = questions[Symbol.iterator]();
  const next = (): Batch<Asked> | null => takeBatch(iterator, sizer.size, limits);
  const asked = pool.runInOrder<Batch<Asked>, Answer>(next, ({ allowed }) =>
    toRequest(allowed.map(toItem)),
  );
  for await (const { batch, answers, ms } of asked) {
    if (answers.length > 0) sizer.observe(answers.length, ms);
    yield [...pair(batch, answers), ...batch.refused.map((one) => refusedOf(one, limits))];
  }
}

interface Batch<Asked> {
  allowed: Asked[];
  /** In archives that have unpacked to more than is allowed. */
  refused: Asked[];
}

function takeBatch<Asked extends Question>(
  questions: Iterator<Asked>,
  size: number,
  limits: ImportLimits,
): Batch<Asked> | null {
  const batch: Batch<Asked> = { allowed: [], refused: [] };
  while (batch.allowed.length < size && batch.refused.length < 1024) {
    const next = questions.next();
    if (next.done === true) break;
    const { candidate, known } = next.value;
    // Only the first pass counts: what it has let through may be read again.
    const spent = known === undefined ? (candidate.container?.inflated ?? 0) : 0;
    (spent > limits.maxArchiveBytes ? batch.refused : batch.allowed).push(next.value);
  }
  return batch.allowed.length + batch.refused.length === 0 ? null : batch;
}

function toItem({ candidate, known }: Question): DecoderItem {
  const { location, extension } = candidate;
  return known === undefined ? { location, extension } : { location, extension, known };
}

function pair<Asked extends Question, Answer extends { inflated?: number }>(
  { allowed }: Batch<Asked>,
  answers: readonly (Answer | Refused)[],
): Answered<Asked, Answer>[] {
  return allowed.map((question, index) => {
    const answer = answers[index] as Answer | Refused; // as many as were asked, see DecoderProcess
    const { container } = question.candidate;
    if (container !== null && question.known === undefined) {
      container.inflated += answer.inflated ?? 0;
    }
    return { question, answer };
  });
}

function refusedOf<Asked extends Question>(
  question: Asked,
  { maxArchiveBytes }: ImportLimits,
): { question: Asked; answer: Refused } {
  const { code, clause } = overBudget(maxArchiveBytes);
  return { question, answer: { is: 'refused', code, clause, inflated: 0 } };
}
