import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { conjugateGradient } from './conjugate-gradient.ts';
import { type FewLabels, labelCounts, type Propagated } from './propagated.ts';
import { laplacianTimes, type SparseGraph } from './sparse-graph.ts';

/**
 * Laplace learning, or label propagation (Zhu, Ghahramani, Lafferty 2003): harmonic functions that
 * are 1 on the labels of their class and 0 on others,
 *
 *     L u = 0 on rows without a label,    u(x_j) = y_j on those with one.
 *
 * A row's score is the chance that a random walk from it meets a label of the class first. With many labels that is
 * good; with one a class all chances are nearly the same and one class gets nearly all (Nadler, Srebro, Zhou 2009):
 * then see `poisson.ts`.
 *
 * @param graph connected, as `neighbourGraph` makes it
 * @returns scores are chances already, so confidences are the same numbers
 */
export async function laplaceLearning(
  graph: SparseGraph,
  few: FewLabels,
  hooks: WorkHooks = {},
): Promise<Propagated> {
  labelCounts(few);
  const { rows, labels, classes } = few;
  const labelOf = new Map(Array.from(rows, (row, i) => [row, labels[i] ?? 0]));
  const diagonal = graph.degrees.map((degree, node) => (labelOf.has(node) ? 0 : degree));
  const zeroLabelled = (x: Float64Array): void => {
    for (const node of labelOf.keys()) x[node] = 0;
  };
  const times = (x: Float64Array, result: Float64Array): void => {
    laplacianTimes(graph, x, result);
    zeroLabelled(result);
  };
  const values = new Float32Array(graph.nodes * classes);
  for (let label = 0; label < classes; label++) {
    const known = new Float64Array(graph.nodes);
    for (const [node, own] of labelOf) known[node] = own === label ? 1 : 0;
    const right = new Float64Array(graph.nodes);
    laplacianTimes(graph, known, right);
    zeroLabelled(right);
    const free = conjugateGradient(
      times,
      diagonal,
      right.map((each) => -each),
    );
    free.forEach((each, node) => {
      values[node * classes + label] = each + (known[node] ?? 0);
    });
    await giveWay(hooks, (label + 1) / classes);
  }
  const scores = { rows: graph.nodes, columns: classes, values };
  return { scores, confidences: sharesOf(values, graph.nodes, classes) };
}

/** Rounding leaves sums a little beside 1, and chances a little below 0. */
function sharesOf(values: Float32Array, rows: number, columns: number): Propagated['confidences'] {
  const shares = values.map((each) => Math.max(0, each));
  for (let begin = 0; begin < shares.length; begin += columns) {
    const row = shares.subarray(begin, begin + columns);
    const sum = row.reduce((total, each) => total + each, 0);
    row.forEach((each, i) => {
      row[i] = each / sum;
    });
  }
  return { rows, columns, values: shares };
}
