import { type Matrix, toTensor } from '../data/matrix.ts';
import { tf } from '../engine/tensorflow.ts';
import { l2Normalize } from '../losses/l2-normalize.ts';
import { kMeans } from './k-means.ts';
import { TypicalCluster } from './typical-cluster.ts';

export interface Suggestion {
  /** Row of the embeddings. */
  row: number;
  cluster: number;
  /** 1 / mean distance to the nearest neighbours in the cluster. */
  typicality: number;
}

/** As in the code of TypiClust's authors. */
const maxClusters = 500;

/**
 * Samples to label first: the most typical of each of the largest clusters without a label
 * (TypiClust, Hacohen, Dekel, Weinshall 2022, arXiv 2202.02794, algorithm 1, with k-means).
 *
 * @param embeddings `[n, features]`
 * @param labelled rows that have a label already
 * @param count how many to suggest
 * @returns suggestions, the one to label first first; fewer when there are fewer unlabelled samples
 */
export function suggestTypical(
  embeddings: Matrix,
  labelled: readonly number[],
  count: number,
  seed: number,
): Suggestion[] {
  const normalized = normalize(embeddings);
  const taken = new Set(labelled);
  const wanted = Math.min(count, embeddings.rows - taken.size);
  const clusterCount = Math.min(taken.size + wanted, maxClusters, embeddings.rows);
  if (wanted <= 0) return [];
  const { assignment } = kMeans(normalized, clusterCount, seed);
  const clusters = TypicalCluster.ofAll(assignment, clusterCount, taken);
  const suggestions: Suggestion[] = [];
  while (suggestions.length < wanted) {
    // Fewest labels first, then the largest cluster.
    const cluster = clusters
      .filter((each) => each.hasUnlabelled)
      .sort((a, b) => a.labels - b.labels || b.size - a.size || a.index - b.index)[0];
    if (cluster === undefined) break;
    suggestions.push({ ...cluster.takeMostTypical(normalized), cluster: cluster.index });
  }
  return suggestions;
}

function normalize(embeddings: Matrix): Matrix {
  const values = tf.tidy(() => l2Normalize(toTensor(embeddings)).dataSync().slice());
  return { ...embeddings, values: values as Float32Array };
}
