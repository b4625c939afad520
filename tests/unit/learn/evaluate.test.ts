import { expect, test } from 'vitest';
import type { Tensor } from '../../../main/learn/engine/tensorflow.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { effectiveRank, embeddingHealth } from '../../../main/learn/evaluate/embedding-health.ts';
import { cohensKappa } from '../../../main/learn/evaluate/kappa.ts';
import { knnClassify, neighboursFor } from '../../../main/learn/evaluate/knn.ts';
import {
  pairedDifference,
  scorePredictions,
  wilsonInterval,
} from '../../../main/learn/evaluate/scores.ts';
import { viewRetrieval } from '../../../main/learn/evaluate/view-retrieval.ts';
import { foldsIn, inFolds, stratifiedFolds } from '../../../main/learn/finetune/folds.ts';
import {
  fitLogistic,
  linearProbabilities,
  logisticRegression,
} from '../../../main/learn/finetune/logistic-regression.ts';
import { verdictOf } from '../../../main/learn/pretrain/verdict.ts';
import { expectClose, tensorOf } from '../../support/close.ts';
import { matrixOf } from '../../support/matrix.ts';
import { reference } from '../../support/reference.ts';

test("agreement above chance equals scikit-learn's", () => {
  const kappa = (first: number[], second: number[]): number =>
    cohensKappa(Int32Array.from(first), Int32Array.from(second));
  // sklearn.metrics.cohen_kappa_score
  expect(kappa([0, 1, 2, 2, 1, 0, 0, 3, 1, 2], [0, 2, 2, 2, 1, 0, 1, 3, 1, 0])).toBeCloseTo(
    0.5833333333333334,
    12,
  );
  expect(kappa([0, 0, 1, 1, 1, 0, 1, 0], [1, 1, 0, 0, 1, 1, 0, 0])).toBeCloseTo(-0.5, 12);
  expect(kappa([0, 1, 4], [0, 1, 4])).toBe(1);
  expect(kappa([2, 2], [2, 2])).toBe(1);
  expect(() => kappa([1], [1, 0])).toThrow(RangeError);
});

test("scores equal scikit-learn's", () => {
  const r = reference.scores;
  const scores = scorePredictions(r.guess, r.truth, 4);
  expect(scores.accuracy).toBeCloseTo(r.accuracy, 10);
  expect(scores.macroF1).toBeCloseTo(r.macro_f1, 10);
  expect(scores.confusion).toEqual(r.confusion);
  expectClose(
    scores.perClass.map((each) => each.precision),
    r.precision,
    1e-10,
  );
  expectClose(
    scores.perClass.map((each) => each.recall),
    r.recall,
    1e-10,
  );
  expectClose(
    scores.perClass.map((each) => each.f1),
    r.f1,
    1e-10,
  );
  expect(scores.perClass.map((each) => each.support)).toEqual(r.support);
});

test("Wilson's interval: the example of Newcombe 1998, table I (81 of 263)", () => {
  const [low, high] = wilsonInterval(81, 263);
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
  expect(wilsonInterval(0, 10)[0]).toBe(0);
  expect(wilsonInterval(10, 10)[1]).toBeCloseTo(1, 10);
});

test('a paired difference has the sign of the better one, and zero within its interval when equal', () => {
  const truth = Array.from({ length: 200 }, () => 0);
  const good = truth.map((_, i) => (i < 160 ? 0 : 1));
  const poor = truth.map((_, i) => (i < 100 ? 0 : 1));
  const lead = pairedDifference(good, poor, truth);
  expect(lead.difference).toBeCloseTo(0.3);
  expect(lead.interval[0]).toBeGreaterThan(0.2);
  const tie = pairedDifference(good, good, truth);
  expect(tie.difference).toBe(0);
  expect(tie.interval[0]).toBeLessThanOrEqual(0);
});

test("logistic regression gives scikit-learn's probabilities", () => {
  const { features, labels, penalty, fresh, probabilities } = reference.logistic_regression;
  const fit = fitLogistic(matrixOf(features), Int32Array.from(labels), 3, penalty);
  expectClose(linearProbabilities(fit, matrixOf(fresh)).values, probabilities, 2e-3);
});

test('the penalty is chosen by cross-validation, and says when there are too few labels', () => {
  const { features, labels } = reference.logistic_regression;
  const fit = logisticRegression(matrixOf(features), Int32Array.from(labels), 3, 1);
  expect(fit.outOfFold?.logits.rows).toBe(labels.length);
  // One label a class: no fold could be held out.
  const few = logisticRegression(matrixOf(features.slice(0, 2)), Int32Array.of(0, 1), 2, 1);
  expect(few.outOfFold).toBeNull();
});

test('folds deal every class out evenly', () => {
  const labels = Int32Array.from({ length: 40 }, (_, i) => i % 4);
  const folds = stratifiedFolds(labels, 4, 5, 1);
  for (let label = 0; label < 4; label++) {
    const counts = [0, 0, 0, 0, 0];
    folds?.forEach((fold, i) => {
      if (labels[i] === label) counts[fold] = (counts[fold] ?? 0) + 1;
    });
    expect(counts).toEqual([2, 2, 2, 2, 2]);
  }
});

test('the only label of its class is in no fold, and too many of them leave none', () => {
  const labels = Int32Array.of(0, 1, 0, 2, 1, 0, 3);
  // Five of seven are fewer than three quarters.
  expect(stratifiedFolds(labels, 4, 5, 1)).toBeNull();
  const more = Int32Array.of(0, 1, 0, 2, 1, 0, 3, 1);
  const folds = stratifiedFolds(more, 4, 2, 1) ?? Int32Array.of();
  expect(Array.from(folds, (fold) => fold < 0)).toEqual(
    Array.from(more, (label) => label === 2 || label === 3),
  );
  expect(foldsIn(folds)).toEqual([0, 1]);
  expect(Array.from(inFolds(folds))).toEqual([0, 1, 2, 4, 5, 7]);
  // Whoever says the one class of what is hidden is always right.
  expect(stratifiedFolds(Int32Array.of(0, 0, 0, 0, 0, 0, 1), 2, 5, 1)).toBeNull();
  // A class that nobody has labelled.
  expect(stratifiedFolds(labels, 5, 5, 1)).toBeNull();
});

test('a penalty is chosen by the labels that can be hidden, each tried without itself', () => {
  const { features, labels, fresh } = reference.logistic_regression;
  const alone = [...features, fresh[0] ?? []];
  const fit = logisticRegression(matrixOf(alone), Int32Array.of(...labels, 3), 4, 1);
  expect(Array.from(fit.outOfFold?.tried ?? [])).toEqual([...labels.keys()]);
  expect(fit.outOfFold?.logits.rows).toBe(labels.length);
  // Nothing is left at zero, as what is not tried would be.
  expect(fit.outOfFold?.logits.values.every((value) => value < 0)).toBe(true);
});

test("views that find each other: numpy's share, all of them when views are alike", () => {
  const { first, second, share } = reference.view_retrieval;
  const [a, b] = [tensorOf(first), tensorOf(second)];
  expect(viewRetrieval(a, b)).toBeCloseTo(share, 6);
  expect(share).toBeLessThan(0.9);
  expect(viewRetrieval(a, a)).toBe(1);
  tf.dispose([a, b] as never);
});

test('embedding health equals the formulas worked out in numpy', () => {
  const r = reference.embedding_health;
  const health = embeddingHealth(tensorOf(r.first), tensorOf(r.second));
  expect(health.embeddingStd).toBeCloseTo(r.embedding_std, 4);
  expect(health.effectiveRank).toBeCloseTo(r.effective_rank, 3);
  expect(health.alignment).toBeCloseTo(r.alignment, 4);
  expect(health.uniformity).toBeCloseTo(r.uniformity, 4);
});

test('effective rank counts directions: 1 for a line, the number of axes for a cross', () => {
  const line = tf.ones([6, 4]) as unknown as Tensor;
  expect(effectiveRank(line)).toBeCloseTo(1, 3);
  expect(effectiveRank(tf.eye(4) as unknown as Tensor)).toBeCloseTo(4, 3);
});

test('kNN: each point takes the class of its own cluster, not its own label', () => {
  const points = Array.from({ length: 40 }, (_, i) => [i % 2, 1 - (i % 2), 0.001 * i]);
  const labels = Int32Array.from(points, ([x = 0]) => x);
  labels[0] = 1 - (labels[0] ?? 0); // one wrong label must be outvoted
  const guesses = knnClassify(matrixOf(points), labels, 2, null);
  expect(Array.from(guesses)).toEqual(points.map(([x = 0]) => x));
});

test('kNN: as many vote as the labels allow, so that classes with few are not drowned', () => {
  expect(neighboursFor(10_000, 10)).toBe(20);
  expect(neighboursFor(1000, 10)).toBe(10);
  expect(neighboursFor(100, 10)).toBe(3);
  expect(neighboursFor(12, 2)).toBe(2);
  expect(neighboursFor(10, 10)).toBe(1);
  expect(neighboursFor(0, 1)).toBe(1);
});

test('learning by heart is said once the held-out loss has turned, and not for its ups and downs', () => {
  const judged = (heldOut: readonly number[], heldOutSamples: number): string[] =>
    heldOut.map((_, i) => {
      const history = heldOut.slice(0, i + 1).map((heldOutLoss, at) => ({
        progress: (at + 1) / heldOut.length,
        loss: 4 - at / 20,
        heldOutLoss,
        embeddingStd: 0.9,
        effectiveRank: 40,
      }));
      return verdictOf(history, { heldOutSamples }).state;
    });
  // As measured on 37 speeches: 400 passes over the others, and 100.
  const long = [3.113, 3.102, 3.144, 3.133, 3.164, 3.177, 3.166, 3.183, 3.191, 3.184, 3.193, 3.187];
  expect(judged(long, 37).indexOf('overfitting')).toBe(5);
  expect(judged(long, 37).slice(5)).toEqual(Array.from({ length: 7 }, () => 'overfitting'));
  const fair = [3.165, 3.128, 3.143, 3.127, 3.108, 3.096, 3.095, 3.086, 3.091, 3.086, 3.086, 3.083];
  expect(judged(fair, 37)).not.toContain('overfitting');
  // Nineteen rows of a table, on which the encoder was better at the end.
  const rows = [3.308, 3.28, 3.317, 3.361, 3.402, 3.31, 3.313, 3.314, 3.279, 3.258, 3.278, 3.267];
  expect(judged(rows, 19)).not.toContain('overfitting');
});

test('verdicts', () => {
  const at = (progress: number, loss: number, more = {}) => ({
    progress,
    loss,
    heldOutLoss: loss,
    embeddingStd: 0.9,
    effectiveRank: 40,
    ...more,
  });
  expect(verdictOf([at(0.1, 5)]).state).toBe('starting');
  expect(verdictOf([at(0.1, 5), at(0.2, 4)]).state).toBe('learning');
  expect(verdictOf([at(0.1, 5), at(0.2, 4, { embeddingStd: 0.01 })]).state).toBe('collapsed');
  const flat = [0.1, 0.2, 0.3, 0.35, 0.4].map((progress) => at(progress, 5));
  expect(verdictOf(flat).state).toBe('stalled');
  expect(verdictOf(flat, { settles: true })).toMatchObject({ state: 'learning', advice: '' });
  const heart = [5, 4, 3, 2].map((loss, i) => at(0.2 * i, loss, { heldOutLoss: 3 + i }));
  expect(verdictOf(heart).state).toBe('overfitting');
  expect(verdictOf([at(0.1, 5), at(0.2, Number.NaN)]).state).toBe('collapsed');
  const alike = verdictOf([at(0.1, 5), at(0.2, 4, { outputSpread: 0.01 })]);
  expect(alike.state).toBe('collapsed');
  // Samples may be texts as well.
  const collapsed = verdictOf([at(0.1, 5), at(0.2, 4, { embeddingStd: 0.01 })]);
  for (const { sentence, advice } of [alike, collapsed, verdictOf(heart)]) {
    expect(`${sentence} ${advice}`).toMatch(/samples?\b/);
    expect(`${sentence} ${advice}`).not.toMatch(/image|picture/);
  }
});
