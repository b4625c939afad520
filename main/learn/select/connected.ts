import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { argMaxRows, type Matrix } from '../data/matrix.ts';
import { unitRows } from '../explore/nearest.ts';
import { withClassSizes } from '../propagate/class-sizes.ts';
import { poissonLearning } from '../propagate/poisson.ts';
import { type FewLabels, labelCounts } from '../propagate/propagated.ts';
import type { SparseGraph } from '../propagate/sparse-graph.ts';
import type { ConnectedPool } from './connected-pool.ts';
import { kMeansInSteps } from './k-means.ts';
import { TypicalCluster } from './typical-cluster.ts';

/** Clusters made of a pool; twice as many as often as labels and suggestions are more than these are good for. */
const fewestClusters = 40;
/** More take k-means seconds, and by then any cluster has its labels. */
const mostClusters = 640;
/** Clusters for each label and suggestion, at least. */
const clustersEach = 1.5;
/** Labels a class, in the mean, from which on classes are balanced: before, pictures of a class not met yet seem to be of another. */
const enoughToTell = 3;
/** How fast a label's cover ends with the angle: cosine to the fourth. */
const sharpness = 4;

/**
 * What to label first, so that labels travel well on the graph: the most typical sample of a cluster of the spectral embedding. Each
 * next one is of the cluster c without a label that is largest where the labels and suggestions l so far do not reach,
 *
 *     size_c · (1 − max_l max(0, cos(c, l))⁴);
 *
 * and, once there are three labels a class, of a class, as the labels travel so far (Poisson learning, equal class sizes), that does not
 * have more labels than the mean. Typical samples of clusters are TypiClust's (arXiv 2202.02794), with another space for the clusters.
 * Clusters stay the same while labels are added, until there are too few of them.
 *
 * @param known labels so far, or none; the more often they are brought up to date the better the classes are balanced
 * @returns unlabelled rows, the one to label first first; score: the measure above, as a share of the rows
 */
export async function suggestBalanced(
  pool: ConnectedPool,
  known: FewLabels,
  count: number,
  seed: number,
  hooks: WorkHooks = {},
): Promise<{ row: number; score: number }[]> {
  const features = unitRows(pool.features);
  const smooth = unitRows(pool.smooth);
  const taken = new Set(Array.from(known.rows));
  const wanted = Math.min(count, features.rows - taken.size);
  if (wanted <= 0) return [];
  const made = clusterCount(taken.size + wanted, features.rows);
  const { assignment } = await kMeansInSteps(smooth, made, seed, hooks);
  const clusters = TypicalCluster.ofAll(assignment, made, taken);
  const lacking = await lackingRows(pool.graph, known, hooks);
  const spent = [...taken];
  const offerOf = (cluster: TypicalCluster): Offer[] => {
    if (!cluster.hasUnlabelled) return [];
    const { row } = cluster.mostTypical(features);
    const reached = spent.reduce((most, other) => Math.max(most, cosine(smooth, row, other)), 0);
    return [{ cluster, row, lacking: lacking(row), reached }];
  };
  const scoreOf = ({ cluster, reached }: Offer): number =>
    (cluster.size / features.rows) * (1 - Math.min(1, reached) ** sharpness);
  let offers = clusters.flatMap(offerOf);
  const chosen: { row: number; score: number }[] = [];
  while (chosen.length < wanted) {
    const best = offers.reduce<Offer | undefined>(
      (first, each) => (first === undefined || isBefore(each, first, scoreOf) ? each : first),
      undefined,
    );
    if (best === undefined) break;
    best.cluster.takeMostTypical(features);
    spent.push(best.row);
    chosen.push({ row: best.row, score: scoreOf(best) });
    // One more label: what the others' reach, and the next row of its own cluster.
    for (const each of offers) {
      each.reached = Math.max(each.reached, cosine(smooth, each.row, best.row));
    }
    offers = offers.flatMap((each) => (each === best ? offerOf(each.cluster) : [each]));
    await giveWay(hooks, chosen.length / wanted);
  }
  return chosen;
}

/** The row that a cluster would give next. */
interface Offer {
  cluster: TypicalCluster;
  row: number;
  /** Of a class that lacks labels, as it seems. */
  lacking: boolean;
  /** Cosine to the nearest label or suggestion, 0…1. */
  reached: number;
}

/** Clusters with the fewest labels first, then classes that lack some, then the score. */
function isBefore(a: Offer, b: Offer, scoreOf: (offer: Offer) => number): boolean {
  if (a.cluster.labels !== b.cluster.labels) return a.cluster.labels < b.cluster.labels;
  if (a.lacking !== b.lacking) return a.lacking;
  const difference = scoreOf(a) - scoreOf(b);
  return difference > 0 || (difference === 0 && a.row < b.row);
}

function clusterCount(labels: number, rows: number): number {
  let count = fewestClusters;
  while (count < clustersEach * labels && count < mostClusters) count *= 2;
  return Math.min(count, rows);
}

/** Whether a row seems to be of a class without more labels than the mean; all do until there are enough labels to tell. */
async function lackingRows(
  graph: SparseGraph,
  known: FewLabels,
  hooks: WorkHooks,
): Promise<(row: number) => boolean> {
  const counts = known.labels.length === 0 ? [] : Array.from(labelCounts(known));
  const mean = known.labels.length / Math.max(1, known.classes);
  if (counts.length < 2 || counts.includes(0) || mean < enoughToTell) return () => true;
  const { scores } = await poissonLearning(graph, known, null, hooks);
  const equal = counts.map(() => 1 / known.classes);
  const classOf = argMaxRows(withClassSizes(scores, equal));
  return (row) => (counts[classOf[row] ?? 0] ?? 0) <= mean;
}

/** Of rows of length 1. */
function cosine(points: Matrix, a: number, b: number): number {
  const { columns, values } = points;
  const [from, to] = [a * columns, b * columns];
  let sum = 0;
  for (let i = 0; i < columns; i++) sum += (values[from + i] ?? 0) * (values[to + i] ?? 0);
  return sum;
}
