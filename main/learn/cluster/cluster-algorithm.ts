import type { WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';

interface ClusterSettings {
  /** Clusters wanted; null: chosen from the data. */
  count: number | null;
  /** Images that a cluster has at least; null: chosen from their number. */
  smallest: number | null;
  seed: number;
}

interface FoundClusters {
  /** Cluster of each row, 0 … count − 1; −1: in no cluster. */
  assignment: Int32Array;
  count: number;
  /** How typical of its cluster each row is, 0…1; 0 in no cluster. */
  strengths: Float32Array;
  /** What was tried where the data chose the number of clusters, and the mean silhouette of each, −1…1. */
  tried: { count: number; silhouette: number }[];
  /** Images that a cluster has at least, where the algorithm asks for it. */
  smallest: number | null;
}

/** A way to find groups of rows that are alike. */
export interface ClusterAlgorithm {
  title: string;
  /** What it does, for a person who chooses. */
  summary: string;
  /** The setting that it takes. */
  takes: 'count' | 'smallest';
  /** @param points `[n, features]`, rows of length 1 (`unitRows`) */
  cluster(points: Matrix, settings: ClusterSettings, hooks?: WorkHooks): Promise<FoundClusters>;
}
