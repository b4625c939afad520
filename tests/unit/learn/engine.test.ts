import { expect, test } from 'vitest';
import { batchNorm } from '../../../main/learn/engine/batch-norm.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { relu } from '../../../main/learn/engine/relu.ts';
import { type Tensor, tf, type Variable } from '../../../main/learn/engine/tensorflow.ts';
import { expectClose, tensorOf } from '../../support/close.ts';
import { reference } from '../../support/reference.ts';

function statistics(): { movingMean: Variable; movingVariance: Variable } {
  return {
    movingMean: tf.variable(tf.zeros([3])) as unknown as Variable,
    movingVariance: tf.variable(tf.ones([3])) as unknown as Variable,
  };
}

test("batch normalization equals PyTorch's: output, gradients, running statistics", () => {
  const r = reference.batch_norm;
  const moving = statistics();
  const weights = tensorOf(r.weights);
  const loss = (x: Tensor, gamma: Tensor, beta: Tensor): Tensor =>
    batchNorm(x, gamma, beta, moving, true).mul(weights).sum();
  const inputs = [tensorOf(r.x), tensorOf(r.gamma), tensorOf(r.beta)] as const;
  const [dx, dgamma, dbeta] = tf.grads(loss as never)([...inputs] as never) as unknown as [
    Tensor,
    Tensor,
    Tensor,
  ];
  expectClose(dx, r.dx, 1e-4);
  expectClose(dgamma, r.dgamma, 1e-4);
  expectClose(dbeta, r.dbeta, 1e-4);
  expectClose(moving.movingMean, r.running_mean, 1e-5);
  expectClose(moving.movingVariance, r.running_var, 1e-5);
  expectClose(batchNorm(...inputs, statistics(), true), r.y, 1e-4);
});

test('in inference, batch normalization uses the running statistics and leaves them', () => {
  const moving = statistics();
  moving.movingMean.assign(tf.tensor1d([1, 2, 3]) as never);
  moving.movingVariance.assign(tf.tensor1d([4, 4, 4]) as never);
  const x = tf.ones([1, 1, 1, 3]) as unknown as Tensor;
  const one = tf.ones([3]) as unknown as Tensor;
  const y = batchNorm(x, one, tf.zeros([3]) as unknown as Tensor, moving, false);
  expectClose(y, [0, -0.5, -1], 1e-4);
  expectClose(moving.movingMean, [1, 2, 3], 1e-9);
});

test('relu and its gradient', () => {
  const x = tf.tensor1d([-2, 0, 3]) as unknown as Tensor;
  expectClose(relu(x), [0, 0, 3], 1e-9);
  expectClose(
    tf.grad((t) => relu(t).sum() as never)(x as never) as unknown as Tensor,
    [0, 0, 1],
    1e-9,
  );
});

test('random numbers depend on seed, step and the order of calls alone', () => {
  const draw = (seed: number, step: number): number[][] => {
    const random = new StepRandom(seed, step);
    return [random.uniform([3]), random.uniform([3]), random.normal([3])].map((t) =>
      Array.from(t.dataSync()),
    );
  };
  expect(draw(1, 5)).toEqual(draw(1, 5));
  const [first, second] = draw(1, 5);
  expect(first).not.toEqual(second);
  expect(draw(1, 5)).not.toEqual(draw(1, 6));
  expect(draw(1, 5)).not.toEqual(draw(2, 5));
});

test('uniform numbers fill their range evenly', () => {
  const values = Array.from(new StepRandom(3, 0).uniform([10_000], 2, 4).dataSync());
  expect(Math.min(...values)).toBeGreaterThanOrEqual(2);
  expect(Math.max(...values)).toBeLessThan(4);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean).toBeCloseTo(3, 1);
});
