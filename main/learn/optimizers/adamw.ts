import { adamStep } from './adam-update.ts';
import type { OptimizerRule } from './optimizer.ts';

/**
 * AdamW: Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019,
 * arXiv 1711.05101, algorithm 2, with the decay scaled by the learning rate as in PyTorch).
 */
export const adamw: OptimizerRule = {
  title: 'AdamW',
  paper: 'Loshchilov, Hutter 2019, arXiv 1711.05101',
  slots: ['m', 'v'],
  update(variable, gradient, slots, { learningRate, weightDecay, count }) {
    const step = adamStep(gradient, slots, learningRate, count);
    const kept = weightDecay === 0 ? variable : variable.mul(1 - learningRate * weightDecay);
    variable.assign(kept.sub(step) as never);
  },
};
