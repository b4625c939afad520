import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import { type NamedTensor, readSafetensors, writeSafetensors } from '../files/safetensors.ts';
import type { RoundLabel } from '../learn/selftrain/self-train.ts';

/**
 * The labels that each round of self-training kept: `ROUND/sample_ids`, `ROUND/labels`, `ROUND/before` and `ROUND/sureness`, rounds
 * from 1 on, one row a label, surest first.
 */
export function keptLabelsFile(modelDir: string): string {
  return path.join(modelDir, 'kept-labels.safetensors');
}

export interface KeptRound {
  sampleIds: Int32Array;
  /** Index of the class of each. */
  labels: Int32Array;
  /** What each was called in the round before; −1 in the first. */
  before: Int32Array;
  /** Probability of the class, 0…1. */
  sureness: Float32Array;
}

/** @param sampleIds of the pool's images, by row */
export function writeKeptLabels(
  modelDir: string,
  rounds: readonly (readonly RoundLabel[])[],
  sampleIds: ArrayLike<number>,
): void {
  const tensors = new Map<string, NamedTensor>();
  for (const [i, kept] of rounds.entries()) {
    const shape = [kept.length];
    const column = (name: string, values: readonly number[]): void => {
      tensors.set(`${i + 1}/${name}`, { dtype: 'I32', shape, data: Int32Array.from(values) });
    };
    column(
      'sample_ids',
      kept.map(({ row }) => sampleIds[row] ?? 0),
    );
    column(
      'labels',
      kept.map(({ label }) => label),
    );
    column(
      'before',
      kept.map(({ before }) => before ?? -1),
    );
    const sureness = Float32Array.from(kept, (each) => each.sureness);
    tensors.set(`${i + 1}/sureness`, { dtype: 'F32', shape, data: sureness });
  }
  writeSafetensors(keptLabelsFile(modelDir), tensors);
}

/** Rounds, the first first. @throws {PretextError} `corrupt-file`, `not-found` */
export function readKeptLabels(modelDir: string): KeptRound[] {
  const file = keptLabelsFile(modelDir);
  const { tensors } = readSafetensors(file);
  const rounds: KeptRound[] = [];
  for (let round = 1; tensors.has(`${round}/sample_ids`); round++) {
    const of = (name: string): NamedTensor['data'] | undefined =>
      tensors.get(`${round}/${name}`)?.data;
    const [sampleIds, labels, before] = [of('sample_ids'), of('labels'), of('before')];
    const sureness = of('sureness');
    if (
      !(sampleIds instanceof Int32Array) ||
      !(labels instanceof Int32Array) ||
      !(before instanceof Int32Array) ||
      !(sureness instanceof Float32Array) ||
      [labels, before, sureness].some(({ length }) => length !== sampleIds.length)
    ) {
      throw new PretextError('corrupt-file', `${file} holds no labels that were kept.`, {
        path: file,
        remedy: 'Fine-tune again with self-training.',
      });
    }
    rounds.push({ sampleIds, labels, before, sureness });
  }
  return rounds;
}
