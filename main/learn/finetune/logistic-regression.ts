import { fromTensor, type Matrix, pickRows, toTensor } from '../data/matrix.ts';
import { asRank2 } from '../engine/shapes.ts';
import { svd } from '../engine/svd.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { lbfgs } from '../optimizers/lbfgs.ts';
import { foldsIn, inFolds, stratifiedFolds } from './folds.ts';
import { type Trial, trialOf } from './trial.ts';

/** logits = features · kernel + bias */
export interface LinearClassifier {
  /** `[features, classes]` */
  kernel: Matrix;
  /** `[classes]` */
  bias: Float32Array;
}

export interface LogisticRegressionResult extends LinearClassifier {
  /** The strength of the penalty that was used. */
  penalty: number;
  /**
   * Log-probabilities of each sample that is in a fold by the fit that was made without that fold, with the penalty
   * that the same folds chose; null when there were too few.
   */
  outOfFold: Trial | null;
}

/** Penalties tried, strongest first; sklearn's C is 1 / penalty. */
const penalties = [100, 30, 10, 3, 1, 0.3, 0.1, 0.03, 0.01];
const defaultPenalty = 1;
const folds = 5;

/**
 * Multinomial logistic regression with an L2 penalty (Bishop 2006, Pattern Recognition and Machine
 * Learning, section 4.3.4): minimizes Σ cross-entropy + penalty / 2 · ‖kernel‖², as sklearn does
 * with C = 1 / penalty. The penalty is chosen by stratified cross-validation on the given labels.
 *
 * @param features `[samples, features]`
 * @param labels class of each row, 0 … classes − 1
 */
export function logisticRegression(
  features: Matrix,
  labels: Int32Array,
  classes: number,
  seed: number,
): LogisticRegressionResult {
  const rotated = rotate(features);
  const choice = choosePenalty(rotated.coordinates, labels, classes, seed);
  const fit = fitCoordinates(rotated.coordinates, labels, classes, choice.penalty);
  return { ...unrotated(fit, rotated.axes), ...choice };
}

/** Logistic regression with a given penalty. */
export function fitLogistic(
  features: Matrix,
  labels: Int32Array,
  classes: number,
  penalty: number,
): LinearClassifier {
  const rotated = rotate(features);
  return unrotated(fitCoordinates(rotated.coordinates, labels, classes, penalty), rotated.axes);
}

/**
 * Writes features in the axes of their own singular vectors, X = coordinates · axesᵀ. The best
 * kernel lies in the span of the rows, so a hundred labels need a hundred coordinates however many
 * features there are, and lengths, which the penalty sees, stay as they are.
 */
function rotate(features: Matrix): { coordinates: Matrix; axes: Matrix } {
  const [coordinates, axes] = tf.tidy(() => {
    const { values, left, right } = svd(toTensor(features));
    return [left.mul(values), right];
  }) as [Tensor, Tensor];
  return { coordinates: fromTensor(coordinates), axes: fromTensor(axes) };
}

function unrotated({ kernel, bias }: LinearClassifier, axes: Matrix): LinearClassifier {
  const full = tf.tidy(() => tf.matMul(asRank2(toTensor(axes)), asRank2(toTensor(kernel))));
  return { kernel: fromTensor(full as unknown as Tensor), bias };
}

function fitCoordinates(
  features: Matrix,
  labels: Int32Array,
  classes: number,
  penalty: number,
  start?: LinearClassifier,
): LinearClassifier {
  const { rows, columns } = features;
  const size = columns * classes;
  const x = asRank2(toTensor(features));
  const target = tf.tidy(() => tf.oneHot(tf.tensor1d(labels.slice(), 'int32'), classes).toFloat());
  const evaluate = (point: Float64Array): { value: number; gradient: Float64Array } => {
    const [slope, errors, likelihood] = tf.tidy(() => {
      const kernel = tf.tensor2d(Float32Array.from(point.subarray(0, size)), [columns, classes]);
      const bias = tf.tensor1d(Float32Array.from(point.subarray(size)));
      const logProbabilities = tf.logSoftmax(tf.matMul(x, kernel).add(bias));
      // d(cross-entropy)/d(logits) = probabilities − target (Bishop, eq. 4.109)
      const error = logProbabilities.exp().sub(target);
      return [
        tf.matMul(x, error as never, true, false),
        error.sum(0),
        logProbabilities.mul(target).sum(),
      ];
    }) as unknown as [Tensor, Tensor, Tensor];
    const gradient = new Float64Array(size + classes);
    gradient.set(slope.dataSync());
    gradient.set(errors.dataSync(), size);
    let squares = 0;
    for (let i = 0; i < size; i++) {
      const weight = point[i] ?? 0;
      squares += weight * weight;
      gradient[i] = (gradient[i] ?? 0) + penalty * weight;
    }
    const value = -(likelihood.dataSync()[0] ?? Number.NaN) + (penalty / 2) * squares;
    tf.dispose([slope, errors, likelihood] as never);
    return { value, gradient };
  };
  const from = new Float64Array(size + classes);
  if (start !== undefined) {
    from.set(start.kernel.values);
    from.set(start.bias, size);
  }
  try {
    const best = lbfgs(evaluate, from, {
      iterations: 200,
      tolerance: 1e-5 * rows,
      relativeGain: 1e-6,
    });
    const values = Float32Array.from(best.subarray(0, size));
    return {
      kernel: { rows: columns, columns: classes, values },
      bias: Float32Array.from(best.subarray(size)),
    };
  } finally {
    tf.dispose([x, target] as never);
  }
}

/** Class probabilities, `[samples, classes]`. */
export function linearProbabilities(classifier: LinearClassifier, features: Matrix): Matrix {
  return fromTensor(
    tf.tidy(() => {
      const x = asRank2(toTensor(features));
      const logits = tf
        .matMul(x, asRank2(toTensor(classifier.kernel)))
        .add(tf.tensor1d(classifier.bias.slice()));
      return tf.softmax(logits) as unknown as Tensor;
    }),
  );
}

function choosePenalty(
  features: Matrix,
  labels: Int32Array,
  classes: number,
  seed: number,
): { penalty: number; outOfFold: Trial | null } {
  const fold = stratifiedFolds(labels, classes, folds, seed);
  if (fold === null) return { penalty: defaultPenalty, outOfFold: null };
  const scores = penalties.map((penalty) => ({
    penalty,
    likelihood: 0,
    logits: new Float32Array(labels.length * classes),
  }));
  for (const held of foldsIn(fold)) {
    const inFold = (wanted: boolean): number[] =>
      Array.from(labels.keys()).filter((i) => (fold[i] === held) === wanted);
    const [train, test] = [inFold(false), inFold(true)];
    const [trainFeatures, testFeatures] = [pickRows(features, train), pickRows(features, test)];
    const trainLabels = Int32Array.from(train, (i) => labels[i] ?? 0);
    let fit: LinearClassifier | undefined;
    for (const score of scores) {
      // The solution for the stronger penalty before is a good place to start.
      fit = fitCoordinates(trainFeatures, trainLabels, classes, score.penalty, fit);
      const { values } = linearProbabilities(fit, testFeatures);
      for (const [at, i] of test.entries()) {
        for (let label = 0; label < classes; label++) {
          const logit = Math.log(Math.max(values[at * classes + label] ?? 0, 1e-7));
          score.logits[i * classes + label] = logit;
          if (label === labels[i]) score.likelihood += logit;
        }
      }
    }
  }
  // Likelihood decides: with few labels, accuracies tie and jump.
  const best = scores.reduce((a, b) => (b.likelihood > a.likelihood ? b : a));
  const logits = { rows: labels.length, columns: classes, values: best.logits };
  return { penalty: best.penalty, outOfFold: trialOf(inFolds(fold), logits) };
}
