import type { WorkHooks } from '../../data/give-way.ts';
import { type Matrix, rowOf } from '../../data/matrix.ts';
import { bestKMeans } from '../best-k-means.ts';
import type { ClusterAlgorithm } from '../cluster-algorithm.ts';
import { chooseClusterCount } from '../cluster-count.ts';

/** Share of the progress that choosing the number of clusters takes. */
const choosing = 0.4;

export const kMeansClusters: ClusterAlgorithm = {
  title: 'k-means',
  summary: 'Round groups around centres. Every sample is in one.',
  takes: 'count',
  async cluster(points, { count: wanted, seed }, hooks = {}) {
    const { count, tried } =
      wanted === null
        ? await chooseClusterCount(points, seed, part(hooks, 0, choosing))
        : { count: wanted, tried: [] };
    const begin = wanted === null ? choosing : 0;
    const { assignment, centres } = await bestKMeans(
      points,
      count,
      seed,
      part(hooks, begin, 1 - begin),
    );
    return {
      assignment,
      count: centres.rows,
      strengths: nearness(points, assignment, centres),
      tried,
      smallest: null,
    };
  },
};

/** A stage of the work as a part of the whole. */
function part({ signal, onProgress }: WorkHooks, begin: number, length: number): WorkHooks {
  return { signal, onProgress: (share) => onProgress?.(begin + length * share) };
}

/** Cosine of each row, of length 1, to the centre of its cluster; 0 where they point apart. */
function nearness(points: Matrix, assignment: Int32Array, centres: Matrix): Float32Array {
  const lengths = Array.from({ length: centres.rows }, (_, cluster) =>
    Math.hypot(...rowOf(centres, cluster)),
  );
  return Float32Array.from(assignment, (cluster, row) => {
    const centre = rowOf(centres, cluster);
    let product = 0;
    rowOf(points, row).forEach((value, column) => {
      product += value * (centre[column] ?? 0);
    });
    return Math.min(1, Math.max(0, product / Math.max(lengths[cluster] ?? 0, 1e-12)));
  });
}
