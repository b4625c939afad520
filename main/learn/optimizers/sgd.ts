import { resourceUpdate } from '../engine/resource-update.ts';
import { tf } from '../engine/tensorflow.ts';
import { numberOf, type OptimizerRule } from './optimizer.ts';

const momentum = 0.9;

/**
 * Stochastic gradient descent with momentum, weight decay added to the gradient:
 * v ← μ·v + g + λ·w; w ← w − η·v (Sutskever et al. 2013, eq. 1–2, in PyTorch's form), by TensorFlow's kernel.
 */
export const sgd: OptimizerRule = {
  title: 'SGD with momentum',
  paper: 'Sutskever, Martens, Dahl, Hinton 2013',
  slots: ['momentum'],
  numbers: () => ({}),
  update(variable, gradient, slots, step) {
    const { weightDecay } = step;
    const slope = weightDecay === 0 ? gradient : gradient.add(variable.mul(weightDecay));
    resourceUpdate(
      'ResourceApplyMomentum',
      { types: { T: 'float32' }, bools: { use_locking: false, use_nesterov: false } },
      [variable, ...slots],
      [numberOf(step, 'learningRate'), slope, tf.scalar(momentum)],
    );
  },
};
