import { addTrees, setTrees } from '../../boosted-trees/as-layer.ts';
import { type BoostedTrees, outputsOf } from '../../boosted-trees/boosted-trees.ts';
import { boostingFor, trainClassifier } from '../../boosted-trees/train.ts';
import { pickRows, rowOf } from '../../data/matrix.ts';
import { mixSeed } from '../../data/seeded.ts';
import { GraphBuilder } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { foldsIn, inFolds } from '../folds.ts';
import { type Trial, trialOf } from '../trial.ts';
import type { Workbench } from '../workbench.ts';
import type { ClassifierKind, TrainingHooks } from './kind.ts';

/**
 * Gradient boosted trees (Friedman 2001) on what features give that take seconds: of a table its columns, where a missing value is a
 * feature of its own that a tree can ask for. What labels alone give where columns matter one by one.
 */
export const boostedTrees: ClassifierKind = {
  async train(bench, { onStep }) {
    const { labels, folds } = bench;
    const everyLabel = Int32Array.from(labels.keys());
    const parts = folds === null ? [] : foldsIn(folds);
    let done = 0;
    const grown = async (rows: Int32Array): Promise<BoostedTrees> => {
      const trees = await grow(bench, rows, (step, steps) =>
        onStep(done + step, (1 + parts.length) * steps, null),
      );
      done += trees.trees.length / trees.baseline.length;
      return trees;
    };
    const trial = await tried(bench, parts, grown);
    const trees = await grown(everyLabel);
    const cheap = await bench.pool.cheap();
    const builder = new GraphBuilder(bench.pool.inputShape);
    const output = addTrees(builder, cheap.add(builder), trees);
    const network = new Network('boosted_trees', builder.build(), 0);
    cheap.set(network);
    setTrees(network, trees);
    return { classifier: { stages: [{ network, output }] }, trial };
  },
};

/** @param rows positions among the labels */
async function grow(
  bench: Workbench,
  rows: Int32Array,
  onRound: (done: number, of: number) => ReturnType<TrainingHooks['onStep']>,
): Promise<BoostedTrees> {
  const { labelled } = await bench.codes();
  const { classes, seed } = bench;
  const settings = boostingFor(rows.length, labelled.columns, classes, mixSeed(seed, 'trees'));
  const labels = rows.map((row) => bench.labels[row] ?? 0);
  return await trainClassifier(pickRows(labelled, rows), labels, classes, { ...settings, onRound });
}

/** What trees say of each label that is in a fold when that is hidden; null without folds. */
async function tried(
  bench: Workbench,
  parts: readonly number[],
  grown: (rows: Int32Array) => Promise<BoostedTrees>,
): Promise<Trial | null> {
  const { folds, labels, classes } = bench;
  if (folds === null) return null;
  const { labelled } = await bench.codes();
  const logits = {
    rows: labels.length,
    columns: classes,
    values: new Float32Array(labels.length * classes),
  };
  for (const part of parts) {
    const where = (wanted: boolean): Int32Array =>
      Int32Array.from(labels.keys()).filter((row) => (folds[row] === part) === wanted);
    const hidden = where(true);
    const said = outputsOf(await grown(where(false)), pickRows(labelled, hidden));
    for (const [at, row] of hidden.entries()) rowOf(logits, row).set(rowOf(said, at));
  }
  return trialOf(inFolds(folds), logits);
}
