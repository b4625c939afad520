import { type Matrix, pickRows } from '../data/matrix.ts';
import { permutation } from '../data/seeded.ts';
import { curveLabels, type LearningCurve, learningCurve } from '../evaluate/learning-curve.ts';
import { numbersAt, valueFolds } from './folds.ts';
import { fitRidge, linearValues, ridgeRegression } from './ridge.ts';

const folds = 5;
/** With fewer a line through features is a guess. */
const fewest = 5;

/**
 * Root mean squared error of a linear probe over the number of labels (`learningCurve`), in units of the labels; the intervals are a
 * bootstrap's over the samples. The probe's penalty is the one that folds of all labels choose, since the best one, the variance of the noise over
 * that of the weights (Hastie et al. 2009, The Elements of Statistical Learning, section 3.4.1), does not depend on
 * the number of labels; that single number has seen the tested ones, so that errors are told a little low.
 *
 * @param features `[labels, features]`, standardized
 * @returns no points with fewer than ten labels
 */
export async function errorCurve(
  features: Matrix,
  targets: Float32Array,
  seed: number,
  onProgress: (share: number) => Promise<void>,
): Promise<LearningCurve> {
  const used = curveLabels(targets.length, seed);
  const x = pickRows(features, used);
  const y = numbersAt(targets, used);
  const forPenalty = valueFolds(y, folds, seed);
  if (forPenalty === null) return { points: [], tenMore: null };
  const { penalty } = await ridgeRegression(x, y, forPenalty, () => onProgress(0));
  return await learningCurve(
    {
      count: y.length,
      inAll: targets.length,
      smallest: fewest,
      foldsOf: (count, of) => valueFolds(y, count, of),
      inOrder: (left, of) => Array.from(permutation(left.length, of), (at) => left[at] ?? 0),
      measure(known, tested) {
        const fit = fitRidge(pickRows(x, known), numbersAt(y, known), penalty);
        const said = linearValues(fit, pickRows(x, tested));
        return tested.map((row, i) => ((said[i] ?? Number.NaN) - (y[row] ?? 0)) ** 2);
      },
      toValue: Math.sqrt,
    },
    seed,
    onProgress,
  );
}
