import { resourceUpdate } from '../engine/resource-update.ts';
import { adamNumbers, adamStep } from './adam-update.ts';
import { numberOf, type OptimizerRule } from './optimizer.ts';

/**
 * AdamW: Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019,
 * arXiv 1711.05101, algorithm 2, with the decay scaled by the learning rate as in PyTorch).
 */
export const adamw: OptimizerRule = {
  title: 'AdamW',
  paper: 'Loshchilov, Hutter 2019, arXiv 1711.05101',
  slots: ['m', 'v'],
  numbers: adamNumbers,
  update(variable, gradient, slots, step) {
    if (step.weightDecay !== 0) {
      const decay = variable.mul(numberOf(step, 'learningRate').mul(step.weightDecay));
      resourceUpdate('AssignSubVariableOp', { types: { dtype: 'float32' } }, [variable], [decay]);
    }
    adamStep(variable, gradient, slots, step);
  },
};
