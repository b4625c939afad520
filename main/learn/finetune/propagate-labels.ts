import { type Matrix, pickRows, rowOf } from '../data/matrix.ts';
import { median } from '../data/median.ts';
import { nearest } from '../explore/nearest.ts';
import { believedOffsets, plusOffsets } from '../propagate/class-offsets.ts';
import { estimateShares, meanDistance } from '../propagate/class-shares.ts';
import { withClassSizes } from '../propagate/class-sizes.ts';
import { defaultNeighbours } from '../propagate/neighbour-graph.ts';
import { medianSize, poissonLearning } from '../propagate/poisson.ts';
import { labelCounts } from '../propagate/propagated.ts';
import { foldsIn, inFolds } from './folds.ts';
import type { Neighbourhood } from './pool-features.ts';
import { type Trial, trialOf, triedLabels } from './trial.ts';
import type { Workbench } from './workbench.ts';

/** Keeps a class that nobody labelled from having no share at all. */
const fewest = 1e-6;
/** Stands for −∞, which no network multiplies. */
const nothing = -1e3;

/** Labels a class, in the mean, from which on hidden ones tell how common classes are. */
const enoughToTell = 5;

/** Whether labels are too few to hide some and ask them how common classes are; of a trial with a part of them as of all. */
export function areTooFewToTell({ inAll, classes }: Workbench): boolean {
  return inAll < enoughToTell * classes;
}

/**
 * How far estimated shares must be from those that labels speak for, in total variation, to be taken in their place, at the least. Of equally
 * common classes they are off by up to 0.16 at five labels a class and 0.12 at ten; of classes of 5 to 35 % by 0.12 to 0.3.
 */
const clearlyOther = 0.15;

/**
 * What labels say of every image of the neighbourhood: Poisson learning, in units of the median score.
 * @param positions which of the labels are known
 * @returns `[images, classes]`, finite
 */
async function scoresOf(bench: Workbench, positions: Int32Array): Promise<Matrix> {
  const { graph, nodeOf } = await bench.neighbourhood();
  const labels = positions.map((i) => bench.labels[i] ?? 0);
  const rows = positions.map((i) => nodeOf[i] ?? 0);
  const { scores } = await poissonLearning(graph, { rows, labels, classes: bench.classes });
  const unit = medianSize(scores.values);
  const values = scores.values.map((value) => (Number.isFinite(value) ? value / unit : nothing));
  return { ...scores, values };
}

/** The scores by all labels. */
async function scoresOfAll(bench: Workbench): Promise<Matrix> {
  const all = Int32Array.from(bench.labels.keys());
  return await bench.once('scores', () => scoresOf(bench, all));
}

/** The scores of all images by the labels of other folds, for each fold. */
async function scoresWithout(bench: Workbench, folds: Int32Array): Promise<Map<number, Matrix>> {
  return await bench.once('scores without', async () => {
    const scores = new Map<number, Matrix>();
    for (const fold of foldsIn(folds)) {
      const shown = Int32Array.from(bench.labels.keys()).filter((i) => folds[i] !== fold);
      scores.set(fold, await scoresOf(bench, shown));
    }
    return scores;
  });
}

/**
 * How common each class is among all images where hidden labels show that it is clearly otherwise than the labels suggest (see
 * `usualShares`); null when they do not, and with too few of them.
 */
async function shownShares(bench: Workbench): Promise<number[] | null> {
  const { labels, classes, folds } = bench;
  if (folds === null || labels.length < enoughToTell * classes) return null;
  return await bench.once('shown shares', async () => {
    const without = await scoresWithout(bench, folds);
    const hidden = await hiddenRows(bench, folds, without);
    const counts = sharesOf(labelCounts({ rows: labels, labels, classes }));
    const known = triedLabels(hidden, labels);
    const found = estimateShares(hidden.logits, known, await scoresOfAll(bench), counts);
    const usual = usualShares(bench);
    const apart = found.reduce((sum, each, c) => sum + Math.abs(each - (usual[c] ?? 0)), 0) / 2;
    // What is no further off than shares that are counted on as many labels says nothing (docs/decisions/0050).
    return apart > Math.max(clearlyOther, meanDistance(usual, labels.length)) ? found : null;
  });
}

/**
 * How often a sample of each class comes for one that was labelled, where hidden labels show that classes are otherwise common than among
 * labels: what was tried on labels is counted so. Null when they do not.
 * @returns one a class, mean 1 over the labels
 */
export async function classWeights(bench: Workbench): Promise<number[] | null> {
  const shares = await shownShares(bench);
  if (shares === null) return null;
  const { labels, classes } = bench;
  const ofLabels = sharesOf(labelCounts({ rows: labels, labels, classes }));
  return shares.map((share, c) => share / (ofLabels[c] ?? 1));
}

/**
 * How common classes are taken to be: as the square root of the number of labels, half the way from equal shares to those of the
 * labels. Labels that were suggested lie where images are typical, not as often as classes are (on ten suggested labels of
 * Fashion-MNIST, five draws, pool accuracy: 62.6 % by label counts, 64.1 by their roots, 64.5 by equal sizes); of labels drawn evenly
 * all three are the same.
 */
function usualShares({ labels, classes }: Workbench): number[] {
  return sharesOf(labelCounts({ rows: labels, labels, classes }).map(Math.sqrt));
}

/** How common classes are taken to be: one a class, above 0, sum 1. */
export async function classShares(bench: Workbench): Promise<number[]> {
  return (await shownShares(bench)) ?? usualShares(bench);
}

function sharesOf(amounts: Float64Array): number[] {
  const sum = amounts.reduce((total, each) => total + each, 0);
  return Array.from(amounts, (each) => (each + fewest) / (sum + amounts.length * fewest));
}

/** Shares that hidden labels could not be asked about are believed in part (docs/decisions/0046). */
function sized(bench: Workbench, scores: Matrix, shares: readonly number[]): Matrix {
  return areTooFewToTell(bench)
    ? plusOffsets(scores, believedOffsets(scores, shares, bench.labels.length))
    : withClassSizes(scores, shares);
}

/** What all labels say of every image, with class sizes as classes are common: `[images, classes]`, finite. */
export async function propagated(bench: Workbench): Promise<Matrix> {
  return await bench.once('propagated', async () =>
    sized(bench, await scoresOfAll(bench), await classShares(bench)),
  );
}

/** What is said of each labelled image that is in a fold when the labels of that are hidden; null without folds. */
export async function propagatedWithout(bench: Workbench): Promise<Trial | null> {
  const { folds } = bench;
  if (folds === null) return null;
  return await bench.once('propagated without', async () => {
    const shares = await classShares(bench);
    const without = await scoresWithout(bench, folds);
    const ofFolds = new Map<number, Matrix>();
    for (const [fold, scores] of without) {
      await bench.pool.giveWay();
      ofFolds.set(fold, sized(bench, scores, shares));
    }
    return await hiddenRows(bench, folds, ofFolds);
  });
}

/** Of each labelled image that is in a fold the scores that were made without that. */
async function hiddenRows(
  bench: Workbench,
  folds: Int32Array,
  without: ReadonlyMap<number, Matrix>,
): Promise<Trial> {
  const { classes } = bench;
  const { nodeOf } = await bench.neighbourhood();
  const values = new Float32Array(folds.length * classes);
  folds.forEach((fold, i) => {
    const scores = without.get(fold);
    if (scores !== undefined) values.set(rowOf(scores, nodeOf[i] ?? 0), i * classes);
  });
  return trialOf(inFolds(folds), { rows: folds.length, columns: classes, values });
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
