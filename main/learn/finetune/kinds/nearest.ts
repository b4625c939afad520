import { type Matrix, pickRows, times } from '../../data/matrix.ts';
import { knnClassify } from '../../evaluate/knn.ts';
import { GraphBuilder } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { certain } from '../train-classifier.ts';
import { addVotes, setVotes, votesNode } from '../vote-network.ts';
import { type ClassifierKind, trialOf } from './kind.ts';

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
    const guesses = bench.folds && certain(knnClassify(known, labels, classes, null, 1), classes);
    const sureness = surenessOf(guesses, labels, classes);
    await setVotes(bench, network, known, sharpness, times(certain(labels, classes), sureness));
    return {
      classifier: { stages: [{ network, output: votesNode }] },
      trial: trialOf(guesses && times(guesses, sureness)),
    };
  },
};

/** The logit under which softmax says as sure as the trial was right; of an even chance without one. */
function surenessOf(trial: Matrix | null, labels: Int32Array, classes: number): number {
  // One right and one wrong more than were seen: never quite sure.
  let right = 1;
  for (let row = 0; row < (trial?.rows ?? 0); row++) {
    right += trial?.values[row * classes + (labels[row] ?? 0)] ?? 0;
  }
  const share = right / ((trial?.rows ?? 0) + 2);
  return Math.max(0.1, Math.log((share * (classes - 1)) / (1 - share)));
}
