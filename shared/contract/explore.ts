import { z } from 'zod';
import { call } from './call.ts';
import {
  floatArray,
  idArray,
  inProject,
  registryName,
  runId,
  sampleId,
  startedJob,
} from './primitives.ts';

/** What an encoder has learned: where samples lie beside each other. */

const oneRun = z.strictObject({ ...inProject, run: runId });

/** One entry a training sample; all arrays are in one order. */
const map = z.strictObject({
  run: runId,
  ids: idArray,
  /** `[samples, 2]`: x, y, x, y, … ; UMAP, no unit. */
  coordinates: floatArray,
  /** Samples without a place: imported after the map was made. */
  missing: z.int().min(0),
});
export type EmbeddingMap = z.infer<typeof map>;

/** One entry a training sample; all arrays are in one order. */
const clusters = z.strictObject({
  run: runId,
  ids: idArray,
  /** Cluster of each, 0 … count − 1; −1: in none. */
  assignment: idArray,
  /** How typical of its cluster each is, 0…1. */
  strengths: floatArray,
  count: z.int().min(0),
  algorithm: registryName,
  /** Who said how many, or how large: a person, the number of classes that have labels, or the data. */
  chosenBy: z.enum(['person', 'classes', 'data']),
  /** Where the data did: the numbers tried, and the mean silhouette of each, −1…1. */
  tried: z.array(z.strictObject({ count: z.int(), silhouette: z.number() })),
  /** Images that a cluster has at least, where the algorithm asks for it. */
  smallest: z.int().nullable(),
  /** Other images, or other embeddings of them, are there now. */
  outdated: z.boolean(),
});
export type Clusters = z.infer<typeof clusters>;

const labelAgreement = z.strictObject({
  /** Pairs put together or apart by both, above chance: 1 the same, 0 chance. */
  adjustedRand: z.number(),
  /** Mutual information over the mean of both entropies, 0…1. */
  mutualInformation: z.number(),
  /** The same above chance: 1 the same, 0 chance. */
  adjustedMutualInformation: z.number(),
  /** Share of labels that are the commonest of their cluster. */
  purity: z.number(),
  /** That it was measured on: at most 20,000, drawn from all. */
  labels: z.int(),
  classes: z.int(),
});
const agreement = z.strictObject({
  /** Over all labels; images in no cluster count as one more cluster. */
  all: labelAgreement,
  /** Over those in a cluster; null where all are. */
  placed: labelAgreement.nullable(),
});
export type Agreement = z.infer<typeof agreement>;

const anomalies = z.strictObject({
  run: runId,
  ids: idArray,
  /** Mean distance, 1 − cosine, of each to its nearest, 0…2. */
  distances: floatArray,
  /** Its rank, 0 (the most usual) … 1 (the most unusual). */
  scores: floatArray,
  /** The most unusual samples, the first first. */
  listed: idArray,
  /** The usual samples nearest to each: `[listed · usualCount]`. */
  usual: idArray,
  usualCount: z.int().min(0),
  /** Other images, or other embeddings of them, are there now. */
  outdated: z.boolean(),
});
export type Anomalies = z.infer<typeof anomalies>;

/** A sample near another; cosine similarity, −1…1. */
export const neighbour = z.strictObject({ sample: sampleId, similarity: z.number() });

export const exploreCalls = {
  /**
   * Computes the map of a pretraining's embeddings, with its clusters and unusual images where these are not there. A job,
   * of seconds to a few minutes.
   */
  'explore.computeMap': call(oneRun, startedJob),
  /** The map computed last; null when there is none. */
  'explore.map': call(oneRun, z.strictObject({ map: map.nullable() })),
  /** The ways to find clusters, the one that is taken unasked first. */
  'explore.algorithms': call(
    z.strictObject({}),
    z.strictObject({
      algorithms: z.array(
        z.strictObject({
          name: registryName,
          title: z.string(),
          summary: z.string(),
          takes: z.enum(['count', 'smallest']),
        }),
      ),
    }),
  ),
  /** Finds clusters. A job. @throws `bad-usage` for a setting that the algorithm does not have */
  'explore.findClusters': call(
    z.strictObject({
      ...inProject,
      run: runId,
      algorithm: registryName,
      /** Null: as many as there are classes with labels, or what the data say. */
      count: z.int().min(2).max(1000).nullable(),
      smallest: z.int().min(2).max(100_000).nullable(),
    }),
    startedJob,
  ),
  /** The clusters found last; null when there are none. */
  'explore.clusters': call(oneRun, z.strictObject({ clusters: clusters.nullable() })),
  /** How well these agree with the labels of now; null without clusters, or labels of two classes. */
  'explore.agreement': call(oneRun, z.strictObject({ agreement: agreement.nullable() })),
  /** Looks for unusual images. A job. */
  'explore.findAnomalies': call(oneRun, startedJob),
  /** The unusual images found last; null when there are none. */
  'explore.anomalies': call(oneRun, z.strictObject({ anomalies: anomalies.nullable() })),
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
