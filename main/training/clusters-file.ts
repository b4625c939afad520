import { z } from 'zod';
import { messageOf, PretextError } from '../../shared/errors.ts';
import { readSafetensors, writeSafetensors } from '../files/safetensors.ts';

/** How clusters came about. */
const madeSchema = z.object({
  algorithm: z.string(),
  /** Clusters found; what is in none is not counted. */
  count: z.int().min(0),
  /** Who said how many, or how large: a person, the number of classes that have labels, or the data. */
  chosenBy: z.enum(['person', 'classes', 'data']),
  /** What was asked for; null: what the data say. */
  asked: z.object({ count: z.int().nullable(), smallest: z.int().nullable() }),
  /** Where the data did: what was tried, and the mean silhouette of each, −1…1. */
  tried: z.array(z.object({ count: z.int(), silhouette: z.number() })),
  /** Images that a cluster has at least, where the algorithm asks for it. */
  smallest: z.int().nullable(),
  seed: z.int(),
  /** Of the embeddings' images. */
  digest: z.string(),
});

/** Clusters on disk: `sample_ids`, `assignment` (−1: in none) and `strengths`, one row a sample. */
export interface SavedClusters extends z.infer<typeof madeSchema> {
  sampleIds: Int32Array;
  /** Cluster of each, 0 … count − 1; −1: in none. */
  assignment: Int32Array;
  /** How typical of its cluster each is, 0…1. */
  strengths: Float32Array;
}

export function writeClusters(file: string, clusters: SavedClusters): void {
  const { sampleIds, assignment, strengths, ...made } = clusters;
  const shape = [sampleIds.length];
  writeSafetensors(
    file,
    new Map([
      ['sample_ids', { dtype: 'I32', shape, data: sampleIds }],
      ['assignment', { dtype: 'I32', shape, data: assignment }],
      ['strengths', { dtype: 'F32', shape, data: strengths }],
    ]),
    { made: JSON.stringify(made) },
  );
}

/** @throws {PretextError} `corrupt-file`, `not-found` */
export function readClusters(file: string): SavedClusters {
  const { tensors, metadata } = readSafetensors(file);
  const sampleIds = tensors.get('sample_ids')?.data;
  const assignment = tensors.get('assignment')?.data;
  const strengths = tensors.get('strengths')?.data;
  try {
    if (
      !(sampleIds instanceof Int32Array) ||
      !(assignment instanceof Int32Array) ||
      !(strengths instanceof Float32Array)
    ) {
      throw new TypeError('it holds no clusters');
    }
    const made = madeSchema.parse(JSON.parse(metadata['made'] ?? 'null'));
    return { ...made, sampleIds, assignment, strengths };
  } catch (error) {
    throw new PretextError('corrupt-file', `${file} is damaged: ${messageOf(error)}`, {
      path: file,
      remedy: 'Find clusters again.',
      cause: error,
    });
  }
}
