import type { WorkHooks } from '../data/give-way.ts';
import { argMaxRows, type Matrix, rowOf } from '../data/matrix.ts';
import { withClassSizes } from '../propagate/class-sizes.ts';
import { poissonLearning } from '../propagate/poisson.ts';
import { type FewLabels, labelCounts } from '../propagate/propagated.ts';
import type { SparseGraph } from '../propagate/sparse-graph.ts';

/** Labels a class, in the mean, from which on labels tell where they leave doubt. */
const enoughToDoubt = 2;
/** Likewise from which on they tell classes: before, samples of a class not met yet seem to be of another. */
const enoughToTell = 3;

/** What labels so far say of all samples, as they travel over a graph. */
export interface Travelled {
  /** How doubtful a row is among all, 0…1: its place by the margin of the two best classes; 1 everywhere until there are enough labels to tell. */
  doubtOf(row: number): number;
  /** Whether a row seems to be of a class without more labels than the mean; all do until there are enough labels to tell. */
  isLacking(row: number): boolean;
}

const unknown: Travelled = { doubtOf: () => 1, isLacking: () => true };

/** By Poisson learning with equal class sizes. @param graph connected */
export async function travelled(
  graph: SparseGraph,
  known: FewLabels,
  hooks: WorkHooks = {},
): Promise<Travelled> {
  if (known.labels.length < enoughToDoubt * Math.max(2, known.classes)) return unknown;
  const counts = Array.from(labelCounts(known));
  if (counts.length < 2 || counts.includes(0)) return unknown;
  const { scores } = await poissonLearning(graph, known, null, hooks);
  const equal = counts.map(() => 1 / counts.length);
  const sized = withClassSizes(scores, equal);
  const margins = marginsOf(sized);
  const doubts = new Float32Array(margins.length);
  const surest = Array.from(margins.keys()).sort(
    (a, b) => (margins[b] ?? 0) - (margins[a] ?? 0) || a - b,
  );
  for (const [place, row] of surest.entries()) doubts[row] = (place + 1) / surest.length;
  const mean = known.labels.length / counts.length;
  const classOf = argMaxRows(sized);
  return {
    doubtOf: (row) => doubts[row] ?? 1,
    isLacking: (row) => mean < enoughToTell || (counts[classOf[row] ?? 0] ?? 0) <= mean,
  };
}

/** Difference of the two largest values of each row. */
function marginsOf(scores: Matrix): Float32Array {
  return Float32Array.from({ length: scores.rows }, (_, row) => {
    let [first, second] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const score of rowOf(scores, row)) {
      if (score > first) [first, second] = [score, first];
      else if (score > second) second = score;
    }
    return first - second;
  });
}
