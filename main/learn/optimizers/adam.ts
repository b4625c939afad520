import { adamNumbers, adamStep } from './adam-update.ts';
import type { OptimizerRule } from './optimizer.ts';

/** Adam, weight decay added to the gradient (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1). */
export const adam: OptimizerRule = {
  title: 'Adam',
  paper: 'Kingma, Ba 2015, arXiv 1412.6980',
  slots: ['m', 'v'],
  numbers: adamNumbers,
  update(variable, gradient, slots, step) {
    const { weightDecay } = step;
    const slope = weightDecay === 0 ? gradient : gradient.add(variable.mul(weightDecay));
    adamStep(variable, slope, slots, step);
  },
};
