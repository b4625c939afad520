import type { ClusterAlgorithm } from '../cluster-algorithm.ts';
import { hdbscan } from '../hdbscan.ts';

/** Neighbours that make an image dense, itself counted. With more, what is between dense places joins none of them. */
const dense = 5;
/** Images that a cluster has at least, unasked: 5 of some hundred, 35 of 20,000. */
const smallestOf = (rows: number): number => Math.max(5, Math.round(Math.sqrt(rows) / 4));

export const densityClusters: ClusterAlgorithm = {
  title: 'HDBSCAN',
  summary: 'Dense groups of any shape, as many as there are. Samples between them are in none.',
  takes: 'smallest',
  async cluster(points, { smallest: wanted }, hooks = {}) {
    const smallest = wanted ?? smallestOf(points.rows);
    const { labels, count, strengths } = await hdbscan(points, smallest, dense, hooks);
    return { assignment: labels, count, strengths, tried: [], smallest };
  },
};
