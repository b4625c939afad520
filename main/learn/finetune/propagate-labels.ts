import { type Matrix, pickRows, rowOf } from '../data/matrix.ts';
import { median } from '../data/median.ts';
import { nearest } from '../explore/nearest.ts';
import { withClassSizes } from '../propagate/class-sizes.ts';
import { defaultNeighbours } from '../propagate/neighbour-graph.ts';
import { medianSize, poissonLearning } from '../propagate/poisson.ts';
import { labelCounts } from '../propagate/propagated.ts';
import type { Neighbourhood } from './pool-features.ts';
import type { Workbench } from './workbench.ts';

/** Keeps a class that nobody labelled from having no share at all. */
const fewest = 1e-6;
/** Stands for −∞, which no network multiplies. */
const nothing = -1e3;

/**
 * What labels say of every image of the neighbourhood: Poisson learning, in units of the median score, with class sizes that go as the
 * square root of the number of labels: half the way from equal ones to those of the labels. Labels that were suggested lie
 * where images are typical, not as often as classes are (on ten suggested labels of Fashion-MNIST, five draws, pool accuracy: 62.6 % by
 * label counts, 64.1 by their roots, 64.5 by equal sizes); of labels drawn evenly all three are the same.
 * @param positions which of the labels are known
 * @returns `[images, classes]`, finite
 */
async function propagateLabels(bench: Workbench, positions: Int32Array): Promise<Matrix> {
  const { graph, nodeOf } = await bench.neighbourhood();
  const { classes } = bench;
  const labels = positions.map((i) => bench.labels[i] ?? 0);
  const rows = positions.map((i) => nodeOf[i] ?? 0);
  const few = { rows, labels, classes };
  const { scores } = await poissonLearning(graph, few);
  const roots = Array.from(labelCounts(few), Math.sqrt);
  const sum = roots.reduce((total, root) => total + root, 0);
  const shares = roots.map((root) => (root + fewest) / (sum + classes * fewest));
  const unit = medianSize(scores.values);
  const values = scores.values.map((value) => (Number.isFinite(value) ? value / unit : nothing));
  return withClassSizes({ ...scores, values }, shares);
}

/** The same with all labels, computed once. */
export async function propagated(bench: Workbench): Promise<Matrix> {
  const all = Int32Array.from(bench.labels.keys());
  return await bench.once('propagated', () => propagateLabels(bench, all));
}

/** What is said of each labelled image when its fold's labels are hidden, `[labels, classes]`; null without folds. */
export async function propagatedWithout(bench: Workbench): Promise<Matrix | null> {
  const { folds, labels, classes } = bench;
  if (folds === null) return null;
  return await bench.once('propagated without', async () => {
    const { nodeOf } = await bench.neighbourhood();
    const values = new Float32Array(labels.length * classes);
    for (const fold of new Set(folds)) {
      const shown = Int32Array.from(labels.keys()).filter((i) => folds[i] !== fold);
      const scores = await propagateLabels(bench, shown);
      folds.forEach((each, i) => {
        if (each === fold) values.set(rowOf(scores, nodeOf[i] ?? 0), i * classes);
      });
    }
    return { rows: labels.length, columns: classes, values };
  });
}

/** Images that distances between neighbours are looked at from. */
const looked = 500;

/** An image as far as the k-th neighbour counts e^−12: there are thousands that are farther. */
const exponentAtNeighbour = 12;

/**
 * The sharpness of exp(sharpness · cosine) that weights a bank's images: 24 / d_k², for exp(−12 d² / d_k²) and d² = 2 − 2 cosine, with
 * the median distance to the k-th neighbour. So an image that was not in the graph asks all of them at once, smoothly, and
 * every runtime can say the same. Of 3,000 training images of Fashion-MNIST kept out of the graph as many are right as by their ten
 * nearest; at 8 / d_k², the exponent of the graph's edges, four points fewer: the many far ones outweigh the near.
 */
export async function voteSharpness(bench: Workbench): Promise<number> {
  return await bench.once('vote sharpness', async () => sharpnessOver(await bench.neighbourhood()));
}

async function sharpnessOver({ features }: Neighbourhood): Promise<number> {
  const step = Math.max(1, Math.floor(features.rows / looked));
  const rows = Array.from({ length: Math.ceil(features.rows / step) }, (_, i) => i * step);
  const asked = pickRows(features, rows);
  // One more: each finds itself.
  const { count, similarities } = await nearest(features, asked, defaultNeighbours + 1);
  const squares = rows.map((_, i) => 2 - 2 * (similarities[i * count + count - 1] ?? 0));
  return (2 * exponentAtNeighbour) / Math.max(median(squares), 1e-6);
}
