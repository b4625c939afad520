import { expect, test } from 'vitest';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { crossEntropy, crossEntropyPerSample } from '../../../main/learn/losses/cross-entropy.ts';
import { l2Normalize } from '../../../main/learn/losses/l2-normalize.ts';
import { maskedMeanSquaredError } from '../../../main/learn/losses/masked-mse.ts';
import { ntXent } from '../../../main/learn/losses/nt-xent.ts';
import { patchNormalizedMse } from '../../../main/learn/losses/patch-normalized-mse.ts';
import { rebalancedCrossEntropy } from '../../../main/learn/losses/rebalanced-cross-entropy.ts';
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

test("cross-entropy equals PyTorch's, sample by sample", () => {
  const { logits, classes, per_sample: perSample } = reference.cross_entropy;
  expectClose(crossEntropyPerSample(tensorOf(logits), classesOf(classes)), perSample, 1e-5);
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
