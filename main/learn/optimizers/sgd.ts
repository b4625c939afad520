import type { OptimizerRule } from './optimizer.ts';

const momentum = 0.9;

/**
 * Stochastic gradient descent with momentum, weight decay added to the gradient:
 * v ← μ·v + g + λ·w; w ← w − η·v (Sutskever et al. 2013, eq. 1–2, in PyTorch's form).
 */
export const sgd: OptimizerRule = {
  title: 'SGD with momentum',
  paper: 'Sutskever, Martens, Dahl, Hinton 2013',
  slots: ['momentum'],
  update(variable, gradient, [velocity], { learningRate, weightDecay }) {
    if (velocity === undefined) throw new RangeError('sgd keeps one slot');
    const slope = weightDecay === 0 ? gradient : gradient.add(variable.mul(weightDecay));
    const next = velocity.mul(momentum).add(slope);
    velocity.assign(next as never);
    variable.assign(variable.sub(next.mul(learningRate)) as never);
  },
};
