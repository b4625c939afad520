import { z } from 'zod';
import { call } from './call.ts';
import { floatArray, idArray, inProject, runId, sampleId, startedJob } from './primitives.ts';

/** What an encoder has learned: where samples lie beside each other. */

const oneRun = z.strictObject({ ...inProject, run: runId });

/** One entry a training sample; all arrays are in one order. */
const map = z.strictObject({
  run: runId,
  ids: idArray,
  /** `[samples, 2]`: x, y, x, y, … ; UMAP, no unit. */
  coordinates: floatArray,
  /** Cluster of each, 0 … clusterCount − 1. */
  clusters: idArray,
  clusterCount: z.int().min(0),
  /** Mean distance to its nearest neighbours as a rank, 0 (typical) … 1 (the farthest out). */
  outliers: floatArray,
  /** Samples without a place: imported after the map was made. */
  missing: z.int().min(0),
});
export type EmbeddingMap = z.infer<typeof map>;

/** A sample near another; cosine similarity, −1…1. */
export const neighbour = z.strictObject({ sample: sampleId, similarity: z.number() });

export const exploreCalls = {
  /** Computes the map of a pretraining's embeddings. A job, of seconds to a few minutes. */
  'explore.computeMap': call(oneRun, startedJob),
  /** The map computed last; null when there is none. */
  'explore.map': call(oneRun, z.strictObject({ map: map.nullable() })),
  /** The nearest training samples of one, nearest first. @throws `no-data` before there are embeddings */
  'explore.neighbours': call(
    z.strictObject({
      ...inProject,
      run: runId,
      sample: sampleId,
      count: z.int().min(1).max(200),
    }),
    z.strictObject({ neighbours: z.array(neighbour) }),
  ),
};
