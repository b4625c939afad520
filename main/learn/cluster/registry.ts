import { densityClusters } from './algorithms/hdbscan.ts';
import { kMeansClusters } from './algorithms/k-means.ts';
import type { ClusterAlgorithm } from './cluster-algorithm.ts';

export type ClusterAlgorithmName = 'k-means' | 'hdbscan';

/** Every algorithm that finds clusters, one line each; the first is the one that is taken unasked. */
export const clusterAlgorithms: Readonly<Record<ClusterAlgorithmName, ClusterAlgorithm>> = {
  'k-means': kMeansClusters,
  hdbscan: densityClusters,
};

export const clusterAlgorithmNames = Object.keys(clusterAlgorithms) as ClusterAlgorithmName[];
