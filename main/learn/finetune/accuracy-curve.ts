import { argMaxRows, type Matrix, pickRows } from '../data/matrix.ts';
import { permutation } from '../data/seeded.ts';
import { curveLabels, type LearningCurve, learningCurve } from '../evaluate/learning-curve.ts';
import { wilsonInterval } from '../evaluate/scores.ts';
import { stratifiedFolds } from './folds.ts';
import { fitLogistic, linearProbabilities } from './logistic-regression.ts';

const penalty = 1;

/**
 * Accuracy of a linear probe over the number of labels (`learningCurve`), classes in turn; the intervals are Wilson's of a share.
 *
 * @param features `[labels, features]`, standardized
 * @returns no points where too few labels can be hidden (`stratifiedFolds`)
 */
export async function accuracyCurve(
  features: Matrix,
  labels: Int32Array,
  classes: number,
  seed: number,
  onProgress: (share: number) => Promise<void>,
): Promise<LearningCurve> {
  const used = curveLabels(labels.length, seed);
  const x = pickRows(features, used);
  const y = Int32Array.from(used, (row) => labels[row] ?? 0);
  return await learningCurve(
    {
      count: y.length,
      inAll: labels.length,
      smallest: classes,
      foldsOf: (folds, of) => stratifiedFolds(y, classes, folds, of),
      inOrder: (left, of) => classesInTurn(y, left, classes, of),
      measure(known, tested) {
        const theirs = Int32Array.from(known, (row) => y[row] ?? 0);
        const fit = fitLogistic(pickRows(x, known), theirs, classes, penalty);
        const said = argMaxRows(linearProbabilities(fit, pickRows(x, tested)));
        return tested.map((row, i) => Number(said[i] === y[row]));
      },
      toValue: (share) => share,
      intervalOf: (share, tested) => wilsonInterval(share * tested, tested),
    },
    seed,
    onProgress,
  );
}

/** Rows shuffled, one of each class in turn: every beginning of it holds all classes evenly. */
function classesInTurn(
  labels: Int32Array,
  left: readonly number[],
  classes: number,
  seed: number,
): number[] {
  const isLeft = new Set(left);
  const queues = Array.from({ length: classes }, (): number[] => []);
  for (const row of permutation(labels.length, seed)) {
    if (isLeft.has(row)) queues[labels[row] ?? 0]?.push(row);
  }
  const order: number[] = [];
  for (let turn = 0; queues.some((queue) => queue.length > turn); turn++) {
    for (const queue of queues) {
      const row = queue[turn];
      if (row !== undefined) order.push(row);
    }
  }
  return order;
}
