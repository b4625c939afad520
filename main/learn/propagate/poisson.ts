import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { median } from '../data/median.ts';
import { conjugateGradient } from './conjugate-gradient.ts';
import { type FewLabels, labelCounts, type Propagated, softmaxRows } from './propagated.ts';
import { laplacianTimes, type SparseGraph } from './sparse-graph.ts';

/**
 * Poisson learning (Calder, Cook, Thorpe, Slepčev 2020, arXiv 2006.11184, algorithm 1): labels are
 * sources and sinks of a flow over the graph, one a class,
 *
 *     L u = Σ_j (y_j − ȳ) δ_j,    Σ_i d_i u(x_i) = 0,
 *
 * which says something everywhere with one label a class, where Laplace learning says one class nearly everywhere.
 * Solved by conjugate gradients in place of the paper's iteration up to the mixing time: the same solution, sooner.
 *
 * Confidences are softmax(u / median |u|): u has no unit, and it is in the labelled rows far larger than elsewhere. Within
 * a class they tell sure rows from others; as probabilities they want a temperature (`evaluate/calibration.ts`).
 *
 * @param graph connected, as `neighbourGraph` makes it
 * @param priors share of each class among all rows (the algorithm's last step: u ← u · diag(b / ȳ)); null: as among labels
 */
export async function poissonLearning(
  graph: SparseGraph,
  few: FewLabels,
  priors: ArrayLike<number> | null = null,
  hooks: WorkHooks = {},
): Promise<Propagated> {
  const counts = labelCounts(few);
  const { rows, labels, classes } = few;
  const values = new Float32Array(graph.nodes * classes);
  const scores = { rows: graph.nodes, columns: classes, values };
  const times = (x: Float64Array, y: Float64Array): void => laplacianTimes(graph, x, y);
  for (let label = 0; label < classes; label++) {
    const mean = (counts[label] ?? 0) / labels.length;
    const source = new Float64Array(graph.nodes);
    for (let i = 0; i < rows.length; i++) {
      source[rows[i] ?? 0] = (labels[i] === label ? 1 : 0) - mean;
    }
    const potential = centred(conjugateGradient(times, graph.degrees, source), graph.degrees);
    const factor = priors === null || mean === 0 ? 1 : (priors[label] ?? 0) / mean;
    potential.forEach((each, node) => {
      // 0 everywhere would win over classes that have labels, but far away.
      values[node * classes + label] = mean === 0 ? Number.NEGATIVE_INFINITY : factor * each;
    });
    await giveWay(hooks, (label + 1) / classes);
  }
  return { scores, confidences: softmaxRows(scores, medianSize(values)) };
}

/** The solution whose mean, weighted by degree, is 0: the one that the paper's iteration from 0 ends in. */
function centred(x: Float64Array, degrees: Float64Array): Float64Array {
  let [sum, volume] = [0, 0];
  x.forEach((each, i) => {
    sum += (degrees[i] ?? 0) * each;
    volume += degrees[i] ?? 0;
  });
  return x.map((each) => each - sum / volume);
}

/** What scores are measured in: the median of their finite sizes, above 0. */
export function medianSize(values: Float32Array): number {
  return Math.max(median(values.map(Math.abs).filter(Number.isFinite)), 1e-12);
}
