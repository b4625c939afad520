import { argMaxRows, fromTensor, type Matrix, pickRows, toTensor } from '../data/matrix.ts';
import { mixSeed, permutation } from '../data/seeded.ts';
import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropyPerSample } from '../losses/cross-entropy.ts';
import { lbfgs } from '../optimizers/lbfgs.ts';

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
  /** Accuracy in cross-validation on the training labels; null when there were too few. */
  crossValidated: number | null;
}

/** Penalties tried; sklearn's C is 1 / penalty. */
const penalties = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];
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
  const choice = choosePenalty(features, labels, classes, seed);
  return { ...fitLogistic(features, labels, classes, choice.penalty), ...choice };
}

/** Logistic regression with a given penalty. */
export function fitLogistic(
  features: Matrix,
  labels: Int32Array,
  classes: number,
  penalty: number,
): LinearClassifier {
  const columns = features.columns;
  const size = columns * classes;
  const x = asRank2(toTensor(features));
  const y = tf.tensor1d(labels.slice(), 'int32');
  // Starting where the bias alone would end keeps a strong penalty from costing iterations.
  const start = new Float64Array(size + classes);
  const evaluate = (point: Float64Array): { value: number; gradient: Float64Array } => {
    const [value, kernelSlope, biasSlope] = tf.tidy(() => {
      const kernel = tf.tensor(Float32Array.from(point.subarray(0, size)), [columns, classes]);
      const bias = tf.tensor1d(Float32Array.from(point.subarray(size)));
      const loss = (w: Tensor, b: Tensor): Tensor =>
        crossEntropyPerSample(tf.matMul(x, asRank2(w)).add(b), y as unknown as Tensor)
          .sum()
          .add(
            w
              .square()
              .sum()
              .mul(penalty / 2),
          );
      const result = tf.valueAndGrads(loss as never)([kernel, bias] as never);
      const [wSlope, bSlope] = result.grads as unknown as [Tensor, Tensor];
      return [result.value as unknown as Tensor, wSlope, bSlope];
    }) as [Tensor, Tensor, Tensor];
    const gradient = new Float64Array(size + classes);
    gradient.set(kernelSlope.dataSync());
    gradient.set(biasSlope.dataSync(), size);
    const number = value.dataSync()[0] ?? Number.NaN;
    tf.dispose([value, kernelSlope, biasSlope] as never);
    return { value: number, gradient };
  };
  try {
    const best = lbfgs(evaluate, start, { iterations: 300, tolerance: 1e-3 });
    return {
      kernel: {
        rows: columns,
        columns: classes,
        values: Float32Array.from(best.subarray(0, size)),
      },
      bias: Float32Array.from(best.subarray(size)),
    };
  } finally {
    x.dispose();
    y.dispose();
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
): { penalty: number; crossValidated: number | null } {
  const fold = stratifiedFolds(labels, classes, folds, seed);
  if (fold === null) return { penalty: defaultPenalty, crossValidated: null };
  let best = { penalty: defaultPenalty, score: Number.NEGATIVE_INFINITY, accuracy: 0 };
  for (const penalty of penalties) {
    let logLikelihood = 0;
    let correct = 0;
    for (let held = 0; held < folds; held++) {
      const inFold = (wanted: boolean): number[] =>
        Array.from(labels.keys()).filter((i) => (fold[i] === held) === wanted);
      const train = inFold(false);
      const test = inFold(true);
      const pickLabels = (rows: number[]): Int32Array =>
        Int32Array.from(rows, (i) => labels[i] ?? 0);
      const fit = fitLogistic(pickRows(features, train), pickLabels(train), classes, penalty);
      const probabilities = linearProbabilities(fit, pickRows(features, test));
      const truth = pickLabels(test);
      argMaxRows(probabilities).forEach((guess, i) => {
        if (guess === truth[i]) correct += 1;
        const p = probabilities.values[i * classes + (truth[i] ?? 0)] ?? 0;
        logLikelihood += Math.log(Math.max(p, 1e-7));
      });
    }
    // Likelihood decides: with few labels, accuracies tie and jump.
    if (logLikelihood > best.score) {
      best = { penalty, score: logLikelihood, accuracy: correct / labels.length };
    }
  }
  return { penalty: best.penalty, crossValidated: best.accuracy };
}

/**
 * Deals each class's samples over the folds. @returns the fold of each sample, or null when a
 * class has fewer than two samples, so that some fold would have nothing to learn it from
 */
export function stratifiedFolds(
  labels: Int32Array,
  classes: number,
  count: number,
  seed: number,
): Int32Array | null {
  const result = new Int32Array(labels.length);
  let dealt = 0;
  for (let label = 0; label < classes; label++) {
    const members = Array.from(labels.keys()).filter((i) => labels[i] === label);
    if (members.length < 2) return null;
    for (const position of permutation(members.length, mixSeed(seed, 'fold', label))) {
      result[members[position] ?? 0] = dealt % count;
      dealt += 1;
    }
  }
  return result;
}
