import { expect, test } from 'vitest';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { lbfgs } from '../../../main/learn/optimizers/lbfgs.ts';
import { optimizerNames, optimizerRules } from '../../../main/learn/optimizers/registry.ts';
import { cosineWithWarmup } from '../../../main/learn/optimizers/schedule.ts';
import { expectClose, tensorOf } from '../../support/close.ts';
import { reference } from '../../support/reference.ts';

test.each(optimizerNames)("%s takes the same three steps as PyTorch's", (name) => {
  const {
    start,
    gradients,
    learning_rate: learningRate,
    weight_decay: weightDecay,
  } = reference.optimizers;
  const rule = optimizerRules[name];
  const variable = tf.variable(tensorOf(start) as never) as never;
  const slots = rule.slots.map(() => tf.variable(tf.zeros([start.length])) as never);
  gradients.forEach((gradient, i) => {
    const numbers = Object.fromEntries(
      Object.entries({ learningRate, ...rule.numbers(i + 1) }).map(([key, value]) => [
        key,
        tf.scalar(value) as unknown as Tensor,
      ]),
    );
    rule.update(variable, tensorOf(gradient), slots, { numbers, weightDecay });
  });
  expectClose(variable as Tensor, reference.optimizers[name], 1e-5);
});

test('the schedule warms up linearly and ends at zero', () => {
  expect(cosineWithWarmup(0, 0.1)).toBe(0);
  expect(cosineWithWarmup(0.05, 0.1)).toBeCloseTo(0.5);
  expect(cosineWithWarmup(0.1, 0.1)).toBeCloseTo(1);
  expect(cosineWithWarmup(0.55, 0.1)).toBeCloseTo(0.5);
  expect(cosineWithWarmup(1, 0.1)).toBeCloseTo(0);
  expect(cosineWithWarmup(2, 0.1)).toBeCloseTo(0);
});

test("L-BFGS finds the minimum of Rosenbrock's function, at (1, 1)", () => {
  const rosenbrock = (p: Float64Array): { value: number; gradient: Float64Array } => {
    const [x = 0, y = 0] = p;
    return {
      value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
      gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
    };
  };
  const options = { iterations: 200, tolerance: 1e-8, relativeGain: 0 };
  const best = lbfgs(rosenbrock, Float64Array.of(-1.2, 1), options);
  expectClose(best, [1, 1], 1e-5);
});
