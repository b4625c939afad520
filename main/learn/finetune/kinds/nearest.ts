import { type Matrix, pickRows, rowOf, times } from '../../data/matrix.ts';
import { knnClassify } from '../../evaluate/knn.ts';
import { GraphBuilder } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { inFolds } from '../folds.ts';
import { certain } from '../train-classifier.ts';
import { type Trial, trialOf, triedLabels } from '../trial.ts';
import { addVotes, setVotes, votesNode } from '../vote-network.ts';
import type { ClassifierKind } from './kind.ts';

/** Shares of exp(sharpness · cosine): the nearest has all but what is as near as it. */
const sharpness = 300;

/**
 * The class of the nearest labelled image (Cover and Hart 1967), by the cosine of codes and embeddings joined. Nothing is
 * trained; the trial leaves one out at a time.
 */
export const nearest: ClassifierKind = {
  async train(bench) {
    const { labels, classes } = bench;
    const { features, nodeOf } = await bench.neighbourhood();
    const known = pickRows(features, nodeOf);
    const builder = new GraphBuilder(bench.pool.inputShape);
    await addVotes(bench, builder, known.rows);
    const network = new Network('nearest', builder.build(), 0);
    const guesses = (): Matrix => certain(knnClassify(known, labels, classes, null, 1), classes);
    const trial = bench.folds && trialOf(inFolds(bench.folds), guesses());
    const sureness = surenessOf(trial, labels, classes);
    await setVotes(bench, network, known, sharpness, times(certain(labels, classes), sureness));
    return {
      classifier: { stages: [{ network, output: votesNode }] },
      trial: trial && { ...trial, logits: times(trial.logits, sureness) },
    };
  },
};

/** The logit under which softmax says as sure as the trial was right; of an even chance without one. */
function surenessOf(trial: Trial | null, labels: Int32Array, classes: number): number {
  // One right and one wrong more than were seen: never quite sure.
  let [right, all] = [1, 2];
  if (trial !== null) {
    for (const [row, label] of triedLabels(trial, labels).entries()) {
      right += rowOf(trial.logits, row)[label] ?? 0;
    }
    all += trial.tried.length;
  }
  const share = right / all;
  return Math.max(0.1, Math.log((share * (classes - 1)) / (1 - share)));
}
