import { resourceUpdate } from '../engine/resource-update.ts';
import { type Tensor, tf, type Variable } from '../engine/tensorflow.ts';
import { numberOf, type UpdateStep } from './optimizer.ts';

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/**
 * What Adam's kernel needs. The powers of β come from the count each time, so that a resumed run computes the
 * very same numbers. The kernel adds its ε to √v; the paper's to √v̂: hence the factor √(1 − β₂ᵗ).
 */
export function adamNumbers(count: number): Record<string, number> {
  const beta2Power = beta2 ** count;
  return {
    beta1Power: beta1 ** count,
    beta2Power,
    epsilon: epsilon * Math.sqrt(1 - beta2Power),
  };
}

/**
 * Adam's step, w ← w − η · m̂ / (√v̂ + ε), by TensorFlow's kernel (Kingma and Ba 2015, arXiv 1412.6980,
 * algorithm 1, in the order of the end of section 2).
 */
export function adamStep(
  variable: Variable,
  gradient: Tensor,
  slots: readonly Variable[],
  step: UpdateStep,
): void {
  if (slots.length !== 2) throw new RangeError('adam keeps two slots');
  resourceUpdate(
    'ResourceApplyAdam',
    { types: { T: 'float32' }, bools: { use_locking: false, use_nesterov: false } },
    [variable, ...slots],
    [
      numberOf(step, 'beta1Power'),
      numberOf(step, 'beta2Power'),
      numberOf(step, 'learningRate'),
      tf.scalar(beta1),
      tf.scalar(beta2),
      numberOf(step, 'epsilon'),
      gradient,
    ],
  );
}
