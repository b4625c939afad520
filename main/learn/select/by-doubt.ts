import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { argMaxRows, type Matrix, pickRows, rowOf } from '../data/matrix.ts';
import { mixSeed, seededUniform } from '../data/seeded.ts';
import {
  fitLogistic,
  linearProbabilities,
  logisticRegression,
} from '../finetune/logistic-regression.ts';
import { standardizationOf, standardize } from '../finetune/standardize.ts';
import { type FewLabels, labelCounts } from '../propagate/propagated.ts';
import { balanced } from './balanced.ts';
import { suggestUncertain, type UncertaintyName, uncertainties } from './uncertain.ts';

/** Classifiers that vote. */
const committee = 5;
/** So many more are ranked than are wanted, for a choice among classes. */
const choice = 4;

/** A sample that the labels so far leave in doubt. */
export interface DoubtfulSample {
  row: number;
  /** Uncertainty, 0…1. */
  score: number;
  /** The two likeliest classes, the likelier first. */
  between: [number, number];
}

/**
 * What to label next: where linear probes of the labels so far are unsure, of different kinds (`suggestUncertain`), and each next one of
 * the class with the fewest labels by what the probe takes it for (`balanced`). A committee is made of probes on labels drawn
 * again with replacement (query by bagging, Abe and Mamitsuka 1998).
 *
 * @param embeddings `[n, features]`
 * @param known labels of two classes at least
 * @throws {RangeError} with fewer
 */
export async function suggestDoubtful(
  embeddings: Matrix,
  known: FewLabels,
  name: UncertaintyName,
  count: number,
  seed: number,
  hooks: WorkHooks = {},
): Promise<DoubtfulSample[]> {
  const labels = Int32Array.from(known.labels);
  const counts = labelCounts(known);
  if (counts.filter((each) => each > 0).length < 2) {
    throw new RangeError('labels of two classes at least are needed');
  }
  const features = standardize(embeddings, standardizationOf(embeddings));
  const labelled = pickRows(features, known.rows);
  const { penalty, ...probe } = logisticRegression(labelled, labels, known.classes, seed);
  const said = linearProbabilities(probe, features);
  const voices = name === 'jensen-shannon' || name === 'vote-entropy' ? committee : 0;
  const all = [said];
  for (let voice = 0; voice < voices; voice++) {
    const drawn = drawnAgain(labels, mixSeed(seed, 'committee', voice));
    const theirs = drawn.map((i) => labels[i] ?? 0);
    const fit = fitLogistic(pickRows(labelled, drawn), theirs, known.classes, penalty);
    all.push(linearProbabilities(fit, features));
    await giveWay(hooks, 0);
  }
  const ranked = await suggestUncertain(
    embeddings,
    uncertainties[name](all),
    Array.from(known.rows),
    choice * count,
    seed,
    hooks,
  );
  return balanced(ranked, argMaxRows(said), counts)
    .slice(0, count)
    .map((each) => ({ ...each, between: likeliest(rowOf(said, each.row)) }));
}

/** Positions of labels, drawn with replacement; each class keeps one at least. */
function drawnAgain(labels: Int32Array, seed: number): Int32Array {
  const uniform = seededUniform(seed);
  const drawn = labels.map(() => Math.floor(uniform() * labels.length));
  const firsts = [...new Set(labels)].map((label) => labels.indexOf(label));
  return Int32Array.from([...firsts, ...drawn]);
}

function likeliest(probabilities: Float32Array): [number, number] {
  const order = Array.from(probabilities.keys()).sort(
    (a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0),
  );
  return [order[0] ?? 0, order[1] ?? 0];
}
