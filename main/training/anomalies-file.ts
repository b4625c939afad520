import { PretextError } from '../../shared/errors.ts';
import { readSafetensors, writeSafetensors } from '../files/safetensors.ts';

/**
 * Anomalies on disk: `sample_ids`, `distances` and `scores`, one row a sample; `listed` and `usual`, rows of the most
 * unusual ones and of the usual ones nearest to them; see `main/learn/explore/anomalies.ts`.
 */
export interface SavedAnomalies {
  sampleIds: Int32Array;
  /** Mean distance, 1 − cosine, to the nearest, 0…2. */
  distances: Float32Array;
  /** Its rank, 0 (the most usual) … 1. */
  scores: Float32Array;
  /** The most unusual samples, the first first. */
  listed: Int32Array;
  /** The usual samples nearest to each: `[listed · usualCount]`. */
  usual: Int32Array;
  usualCount: number;
  /** Of the embeddings' images. */
  digest: string;
}

export function writeAnomalies(file: string, anomalies: SavedAnomalies): void {
  const { sampleIds, distances, scores, listed, usual, usualCount, digest } = anomalies;
  const shape = [sampleIds.length];
  writeSafetensors(
    file,
    new Map([
      ['sample_ids', { dtype: 'I32', shape, data: sampleIds }],
      ['distances', { dtype: 'F32', shape, data: distances }],
      ['scores', { dtype: 'F32', shape, data: scores }],
      ['listed', { dtype: 'I32', shape: [listed.length], data: listed }],
      ['usual', { dtype: 'I32', shape: [listed.length, usualCount], data: usual }],
    ]),
    { digest },
  );
}

/** @throws {PretextError} `corrupt-file`, `not-found` */
export function readAnomalies(file: string): SavedAnomalies {
  const { tensors, metadata } = readSafetensors(file);
  const sampleIds = tensors.get('sample_ids')?.data;
  const distances = tensors.get('distances')?.data;
  const scores = tensors.get('scores')?.data;
  const listed = tensors.get('listed')?.data;
  const usual = tensors.get('usual');
  if (
    !(sampleIds instanceof Int32Array) ||
    !(distances instanceof Float32Array) ||
    !(scores instanceof Float32Array) ||
    !(listed instanceof Int32Array) ||
    !(usual?.data instanceof Int32Array)
  ) {
    throw new PretextError('corrupt-file', `${file} holds no anomalies.`, {
      path: file,
      remedy: 'Look for unusual samples again.',
    });
  }
  return {
    sampleIds,
    distances,
    scores,
    listed,
    usual: usual.data,
    usualCount: usual.shape[1] ?? 0,
    digest: metadata['digest'] ?? '',
  };
}
