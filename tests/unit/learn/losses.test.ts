import { expect, test } from 'vitest';
import { stopGradient } from '../../../main/learn/engine/stop-gradient.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { barlowTwins } from '../../../main/learn/losses/barlow-twins.ts';
import { binaryCrossEntropy } from '../../../main/learn/losses/binary-cross-entropy.ts';
import { fixMatchLoss } from '../../../main/learn/losses/consistency.ts';
import {
  crossEntropy,
  crossEntropyPerSample,
  softCrossEntropy,
} from '../../../main/learn/losses/cross-entropy.ts';
import { dinoLoss } from '../../../main/learn/losses/dino.ts';
import { l2Normalize } from '../../../main/learn/losses/l2-normalize.ts';
import { maskedMeanSquaredError } from '../../../main/learn/losses/masked-mse.ts';
import { negativeCosine } from '../../../main/learn/losses/negative-cosine.ts';
import { normalizedMeanSquaredError } from '../../../main/learn/losses/normalized-mse.ts';
import { ntXent } from '../../../main/learn/losses/nt-xent.ts';
import { patchNormalizedMse } from '../../../main/learn/losses/patch-normalized-mse.ts';
import { quantizationError } from '../../../main/learn/losses/quantization-error.ts';
import { rebalancedCrossEntropy } from '../../../main/learn/losses/rebalanced-cross-entropy.ts';
import { supervisedContrast } from '../../../main/learn/losses/supervised-contrast.ts';
import { vicreg } from '../../../main/learn/losses/vicreg.ts';
import { cosineMomentum } from '../../../main/learn/models/moving-average.ts';
import { expectClose, expectGradient, tensorOf } from '../../support/close.ts';
import { reference } from '../../support/reference.ts';

const classesOf = (values: readonly number[]): Tensor =>
  tf.tensor1d([...values], 'int32') as unknown as Tensor;

test('NT-Xent equals equation 1 written out as loops', () => {
  const { first, second, temperature, loss } = reference.nt_xent;
  expectClose(ntXent(tensorOf(first), tensorOf(second), temperature), loss, 1e-5);
});

test('NT-Xent of equal projections is log(2N − 1)', () => {
  const same = tf.ones([4, 3]) as unknown as Tensor;
  expectClose(ntXent(same, same, 0.5), Math.log(7), 1e-5);
});

test('NT-Xent of one orthogonal pair, by hand: −log(e^2 / (e^2 + 2))', () => {
  const views = tensorOf([
    [1, 0],
    [0, 1],
  ]);
  expectClose(ntXent(views, views, 0.5), -Math.log(Math.E ** 2 / (Math.E ** 2 + 2)), 1e-5);
});

test('the gradient of NT-Xent agrees with finite differences', () => {
  const second = tensorOf(reference.nt_xent.second);
  expectGradient((x) => ntXent(x, second, 0.5), tensorOf(reference.nt_xent.first), 2e-3);
});

test("binary cross-entropy equals NumPy's logaddexp, also where a sigmoid is 0 or 1", () => {
  const logits = tensorOf([
    [0.3, -1.7],
    [2.5, 40],
    [-3.25, -60],
  ]);
  const answers = tensorOf([
    [1, 0],
    [0, 1],
    [1, 0],
  ]);
  // np.where(y == 1, np.logaddexp(0, -x), np.logaddexp(0, x)).mean()
  expectClose(binaryCrossEntropy(logits, answers), 1.0981787, 1e-6);
  expectGradient((x) => binaryCrossEntropy(x, answers), logits, 1e-3);
});

test("cross-entropy equals PyTorch's, sample by sample", () => {
  const { logits, classes, per_sample: perSample } = reference.cross_entropy;
  expectClose(crossEntropyPerSample(tensorOf(logits), classesOf(classes)), perSample, 1e-5);
});

test("cross-entropy with probabilities as targets equals PyTorch's", () => {
  const { logits, soft, soft_loss: loss } = reference.cross_entropy;
  expect(softCrossEntropy(tensorOf(logits), tensorOf(soft)).dataSync()[0]).toBeCloseTo(loss, 5);
  expectGradient((x) => softCrossEntropy(x, tensorOf(soft)), tensorOf(logits), 1e-3);
});

test('the gradient of cross-entropy agrees with finite differences', () => {
  const { logits, classes } = reference.cross_entropy;
  expectGradient((x) => crossEntropy(x, classesOf(classes)), tensorOf(logits), 1e-3);
});

test('masked mean squared error, by hand: only hidden pixels count', () => {
  const prediction = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]) as unknown as Tensor;
  const target = tf.zeros([1, 2, 2, 1]) as unknown as Tensor;
  const mask = tf.tensor4d([1, 0, 0, 1], [1, 2, 2, 1]) as unknown as Tensor;
  expectClose(maskedMeanSquaredError(prediction, target, mask), (1 + 16) / 2, 1e-6);
  const nothing = tf.zeros([1, 2, 2, 1]) as unknown as Tensor;
  expectClose(maskedMeanSquaredError(prediction, target, nothing), 0, 1e-9);
});

test('the gradient of masked mean squared error agrees with finite differences', () => {
  const target = tf.ones([1, 2, 2, 2]) as unknown as Tensor;
  const mask = tf.tensor4d([1, 0, 0, 1], [1, 2, 2, 1]) as unknown as Tensor;
  const at = tf.tensor4d([0.3, -1, 2, 0.5, 1, 0, -0.7, 0.2], [1, 2, 2, 2]) as unknown as Tensor;
  expectGradient((x) => maskedMeanSquaredError(x, target, mask), at, 1e-3);
});

test('normalizing keeps directions, and a zero vector stays finite', () => {
  const y = l2Normalize(
    tensorOf([
      [3, 4],
      [0, 0],
    ]),
  );
  expectClose(y, [0.6, 0.8, 0, 0], 1e-6);
  expect(y.shape).toEqual([2, 2]);
});

test("SupCon equals pytorch-metric-learning's, with its gradient; with groups of two it is NT-Xent", () => {
  // pytorch-metric-learning 2.9.0: SupConLoss(temperature=0.1, reducer=MeanReducer()), in float64.
  const rows = [
    [0.5, -1, 2],
    [0.25, 1, -0.5],
    [1, -0.5, 0.5],
    [1.5, -1, 0.5],
    [-1, 0.5, 0.25],
    [0.3, -0.8, 1.1],
  ];
  const groups = classesOf([4, 7, 4, 7, 4, 7]);
  expectClose(supervisedContrast(tensorOf(rows), groups, 0.1).loss, 8.297106, 1e-4);
  expectClose(supervisedContrast(tensorOf(rows), groups, 0.5).loss, 2.4448424, 1e-5);
  const slope = tf.grad(((x: Tensor) => supervisedContrast(x, groups, 0.1).loss) as never);
  const gradient = [
    [0.1771, -0.3796, -0.234],
    [-4.3165, 1.056, -0.0463],
    [0.6674, -0.3414, -1.6762],
    [-0.1794, -0.2333, 0.0717],
    [0.5931, 2.8583, -3.3444],
    [-1.0742, -0.055, 0.2529],
  ];
  expectClose(slope(tensorOf(rows) as never) as Tensor, gradient.flat(), 1e-3);
  const { first, second, loss } = reference.nt_xent;
  const both = tensorOf([...first, ...second]);
  expectClose(supervisedContrast(both, classesOf([0, 1, 2, 3, 0, 1, 2, 3]), 0.5).loss, loss, 1e-5);
});

test('SupCon of equal rows is log(n − 1); its accuracy counts rows whose nearest is of their group', () => {
  const same = tf.ones([6, 3]) as unknown as Tensor;
  expectClose(supervisedContrast(same, classesOf([1, 1, 1, 2, 2, 2]), 0.1).loss, Math.log(5), 1e-5);
  const rows = tensorOf([
    [1, 0],
    [1, 0.1],
    [0, 1],
    [0.1, 1],
    [0.9, 0.2],
    [-1, 0],
  ]);
  // The nearest of the fifth is the second, which is of another group, and of the last the third.
  const { accuracy } = supervisedContrast(rows, classesOf([0, 0, 1, 1, 2, 2]), 0.1);
  expectClose(accuracy, 4 / 6, 1e-6);
});

const paperWeights = { invariance: 25, variance: 25, covariance: 1 };

test('VICReg and its three terms equal equations 1 to 5 written out', () => {
  const { first, second, loss, invariance, variance, covariance } = reference.vicreg;
  const terms = vicreg(tensorOf(first), tensorOf(second), paperWeights);
  expectClose(terms.invariance, invariance, 1e-5);
  expectClose(terms.variance, variance, 1e-5);
  expectClose(terms.covariance, covariance, 1e-5);
  expectClose(terms.loss, loss, 1e-4);
});

test('VICReg without its variance term is lowest when all projections are equal', () => {
  const same = tf.ones([4, 3]) as unknown as Tensor;
  expectClose(vicreg(same, same, { ...paperWeights, variance: 0 }).loss, 0, 1e-9);
  // Each feature lacks 1 − √ε = 0.99.
  expectClose(vicreg(same, same, paperWeights).loss, 25 * 0.99, 1e-4);
});

test('Barlow Twins equals equations 1 and 2 written out; equal uncorrelated features give 0', () => {
  const { first, second, redundancy, loss } = reference.barlow_twins;
  expectClose(barlowTwins(tensorOf(first), tensorOf(second), redundancy), loss, 1e-4);
  const corners = [
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ];
  expectClose(barlowTwins(tensorOf(corners), tensorOf(corners), redundancy), 0, 1e-6);
});

test("SimSiam's and BYOL's losses equal their equations; the one is 2 + 2 times the other", () => {
  const [a, b] = [
    tensorOf(reference.negative_cosine.first),
    tensorOf(reference.negative_cosine.second),
  ];
  expectClose(negativeCosine(a, b), reference.negative_cosine.loss, 1e-6);
  expectClose(normalizedMeanSquaredError(a, b), reference.normalized_mse.loss, 1e-6);
  expectClose(negativeCosine(a, b).mul(2).add(2), reference.normalized_mse.loss, 1e-6);
});

test("DINO's loss equals equations 1 to 3 written out over the pairs of different views", () => {
  const { student, teacher, centre, temperatures, loss } = reference.dino;
  const views = student.map(tensorOf);
  expectClose(dinoLoss(views, teacher.map(tensorOf), tensorOf(centre), temperatures), loss, 1e-4);
});

test('the gradients of the losses of two views agree with finite differences', () => {
  const { first, second } = reference.vicreg;
  const other = tensorOf(second);
  const losses: ((x: Tensor) => Tensor)[] = [
    // Away from the kink of the variance term, which finite differences do not see.
    (x) => vicreg(x.mul(0.1), other, paperWeights).loss,
    (x) => barlowTwins(x, other, 0.005),
    (x) => negativeCosine(x, other),
    (x) => normalizedMeanSquaredError(x, other),
    (x) =>
      dinoLoss([x, other], [other, x.mul(0).add(0.1)], tf.zeros([4]) as unknown as Tensor, {
        student: 1,
        teacher: 0.5,
      }),
  ];
  for (const loss of losses) expectGradient(loss, tensorOf(first), 2e-2);
});

test('no gradient flows through a stop', () => {
  const slope = tf.grad(((x: Tensor) => x.mul(stopGradient(x)).sum()) as never);
  expectClose(slope(tensorOf([3, -2]) as never) as Tensor, [3, -2], 1e-9);
});

test('the momentum rises to 1 by half a cosine', () => {
  const { momentum, taus } = reference.moving_average;
  const schedule = cosineMomentum(momentum);
  expectClose(
    [0, 1, 2, 3].map((step) => schedule(step / 4)),
    taus,
    1e-9,
  );
  expect(schedule(1)).toBe(1);
});

test("the loss of masked autoencoding equals its authors', with its gradient", () => {
  const { prediction, target, hidden, loss, gradient } = reference.patch_normalized_mse;
  const compute = (x: Tensor): Tensor => patchNormalizedMse(x, tensorOf(target), tensorOf(hidden));
  expectClose(compute(tensorOf(prediction)), loss, 1e-5);
  const dx = tf.grad(compute as never)(tensorOf(prediction) as never) as unknown as Tensor;
  expectClose(dx, gradient, 1e-5);
});

test('a flat patch is a target of zeros, and no hidden patch costs nothing', () => {
  const flat = tf.fill([1, 2, 4], 0.3) as Tensor;
  const none = tf.zeros([1, 2, 4]) as Tensor;
  expectClose(patchNormalizedMse(none, flat, tf.ones([1, 2]) as Tensor), 0, 1e-5);
  expectClose(patchNormalizedMse(flat, flat, tf.zeros([1, 2]) as Tensor), 0, 1e-9);
});

test('cross-entropy with rare classes weighing more equals equations 2 to 4, with its gradient', () => {
  const { logits, classes, lam, loss, gradient } = reference.rebalanced_cross_entropy;
  const compute = (x: Tensor): Tensor => rebalancedCrossEntropy(x, classesOf(classes), lam);
  expectClose(compute(tensorOf(logits)), loss, 1e-5);
  const dx = tf.grad(compute as never)(tensorOf(logits) as never) as unknown as Tensor;
  expectClose(dx, gradient, 1e-5);
  // λ = 1 weighs all alike.
  const plain = crossEntropy(tensorOf(logits), classesOf(classes)).dataSync();
  expectClose(rebalancedCrossEntropy(tensorOf(logits), classesOf(classes), 1), plain[0], 1e-5);
});

test("FixMatch's unlabelled loss equals equation 4 image by image, with its gradient", () => {
  const { weak, strong, threshold, sure, loss, gradient } = reference.fix_match;
  const result = fixMatchLoss(tensorOf(weak), tensorOf(strong), threshold);
  expectClose(result.loss, loss, 1e-5);
  expectClose(result.sure, sure, 1e-6);
  const ofStrong = (x: Tensor): Tensor => fixMatchLoss(tensorOf(weak), x, threshold).loss;
  const dx = tf.grad(ofStrong as never)(tensorOf(strong) as never) as unknown as Tensor;
  expectClose(dx, gradient, 1e-5);
  // What says which class it is learns nothing from it.
  const ofWeak = (x: Tensor): Tensor =>
    fixMatchLoss(x, tensorOf(strong), threshold).loss.add(x.sum().mul(0));
  const dw = tf.grad(ofWeak as never)(tensorOf(weak) as never) as unknown as Tensor;
  expect(Math.max(...dw.abs().dataSync())).toBe(0);
});

test("the error of words equals scikit-learn's distances to the nearest centre, with its gradient", () => {
  const { points, centres, nearest, loss, gradient } = reference.quantization;
  const result = quantizationError(tensorOf(points), tensorOf(centres));
  expectClose(result.loss, loss, 1e-5);
  expect(Array.from(result.nearest.dataSync())).toEqual(nearest);
  const ofCentres = (x: Tensor): Tensor => quantizationError(tensorOf(points), x).loss;
  const slope = tf.grad(ofCentres as never)(tensorOf(centres) as never) as unknown as Tensor;
  expectClose(slope, gradient, 1e-5);
});
