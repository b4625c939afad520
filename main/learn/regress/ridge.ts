import { giveWay } from '../data/give-way.ts';
import { fromTensor, type Matrix, pickRows, rowOf, toTensor } from '../data/matrix.ts';
import { asRank2 } from '../engine/shapes.ts';
import { svd } from '../engine/svd.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { inFold, numbersAt } from './folds.ts';

/** value = features · kernel + bias */
export interface LinearRegressor {
  /** `[features, 1]` */
  kernel: Matrix;
  /** `[1]` */
  bias: Float32Array;
}

export interface RidgeResult extends LinearRegressor {
  /** The strength of the penalty that was used; sklearn's alpha. */
  penalty: number;
  /** Of each sample by the fit that was made without its fold, with the penalty that the same folds chose; null without folds. */
  outOfFold: Float32Array | null;
}

/** Penalties tried, strongest first. */
const penalties = [3000, 1000, 300, 100, 30, 10, 3, 1, 0.3, 0.1, 0.01];
const defaultPenalty = 10;

/**
 * Ridge regression (Hoerl and Kennard 1970): minimizes ‖targets − features · kernel − bias‖² + penalty · ‖kernel‖², as sklearn's Ridge
 * does with alpha = penalty. The penalty is the one under which the folds' squared error is least.
 *
 * @param features `[samples, features]`
 * @param targets `[samples]`
 * @param folds of each sample; null for a usual penalty
 * @param onFold called between folds; wait in it to pause, throw in it to stop
 */
export async function ridgeRegression(
  features: Matrix,
  targets: Float32Array,
  folds: Int32Array | null,
  onFold?: () => Promise<void>,
): Promise<RidgeResult> {
  const { penalty, outOfFold } =
    folds === null
      ? { penalty: defaultPenalty, outOfFold: null }
      : await choosePenalty(features, targets, folds, onFold);
  return { ...fitRidge(features, targets, penalty), penalty, outOfFold };
}

/** Ridge regression with a given penalty. */
export function fitRidge(
  features: Matrix,
  targets: Float32Array,
  penalty: number,
): LinearRegressor {
  const axes = decompose(features, targets);
  const weights = axes.weightsBy(penalty);
  const kernel = new Float32Array(features.columns);
  let bias = axes.meanTarget;
  for (let column = 0; column < features.columns; column++) {
    const weight = dot(rowOf(axes.right, column), weights);
    kernel[column] = weight;
    bias -= weight * (axes.means[column] ?? 0);
  }
  return {
    kernel: { rows: features.columns, columns: 1, values: kernel },
    bias: Float32Array.of(bias),
  };
}

/** The values of samples, `[samples]`. */
export function linearValues({ kernel, bias }: LinearRegressor, features: Matrix): Float32Array {
  return Float32Array.from(
    { length: features.rows },
    (_, row) => dot(rowOf(features, row), kernel.values) + (bias[0] ?? 0),
  );
}

async function choosePenalty(
  features: Matrix,
  targets: Float32Array,
  folds: Int32Array,
  onFold?: () => Promise<void>,
): Promise<{ penalty: number; outOfFold: Float32Array }> {
  const tried = penalties.map((penalty) => ({
    penalty,
    error: 0,
    values: new Float32Array(targets.length),
  }));
  for (const fold of new Set(folds)) {
    const [shown, hidden] = [inFold(folds, fold, false), inFold(folds, fold, true)];
    const axes = decompose(pickRows(features, shown), numbersAt(targets, shown));
    const seen = pickRows(features, hidden);
    // On the axes once, since a penalty changes the weights of these alone.
    const coordinates = axes.coordinatesOf(seen);
    for (const each of tried) {
      const weights = axes.weightsBy(each.penalty);
      for (const [at, i] of hidden.entries()) {
        const value = axes.meanTarget + dot(rowOf(coordinates, at), weights);
        each.values[i] = value;
        each.error += (value - (targets[i] ?? 0)) ** 2;
      }
    }
    await giveWay({ onProgress: onFold }, 1);
  }
  const best = tried.reduce((a, b) => (b.error < a.error ? b : a));
  return { penalty: best.penalty, outOfFold: best.values };
}

/** Centred features as left · diag(values) · rightᵀ, and what is needed to fit any penalty. */
function decompose(features: Matrix, targets: Float32Array) {
  const means = meansOf(features);
  const [values, left, right] = tf.tidy(() => {
    const centred = toTensor(features).sub(tf.tensor1d(Float32Array.from(means)));
    const found = svd(centred as Tensor);
    return [found.values.reshape([1, -1]), found.left, found.right];
  }) as unknown as [Tensor, Tensor, Tensor];
  const scales = fromTensor(values).values;
  const scores = fromTensor(left);
  const axes = fromTensor(right);
  const meanTarget = targets.reduce((sum, each) => sum + each, 0) / targets.length;
  const along = new Float64Array(scores.columns);
  for (let row = 0; row < scores.rows; row++) {
    const away = (targets[row] ?? 0) - meanTarget;
    rowOf(scores, row).forEach((score, axis) => {
      along[axis] = (along[axis] ?? 0) + score * away;
    });
  }
  return {
    means,
    meanTarget,
    /** `[features, axes]` */
    right: axes,
    /** s / (s² + penalty) · uᵀ y of each axis (Hastie et al. 2009, The Elements of Statistical Learning, eq. 3.47) */
    weightsBy: (penalty: number): Float64Array =>
      along.map((each, axis) => {
        const scale = scales[axis] ?? 0;
        return (scale * each) / (scale * scale + penalty);
      }),
    /** Of samples: `[samples, axes]`. */
    coordinatesOf: (seen: Matrix): Matrix =>
      fromTensor(
        tf.tidy(() => {
          const centred = asRank2(toTensor(seen)).sub(tf.tensor1d(Float32Array.from(means)));
          return tf.matMul(centred as ReturnType<typeof asRank2>, asRank2(toTensor(axes)));
        }) as unknown as Tensor,
      ),
  };
}

function meansOf(features: Matrix): Float64Array {
  const means = new Float64Array(features.columns);
  for (let row = 0; row < features.rows; row++) {
    rowOf(features, row).forEach((value, column) => {
      means[column] = (means[column] ?? 0) + value / features.rows;
    });
  }
  return means;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
