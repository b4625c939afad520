import { dataKindNames } from '../../../shared/sample-spec.ts';
import { barlowTwins as barlowTwinsLoss } from '../losses/barlow-twins.ts';
import type { PretextTask } from './pretext-task.ts';
import { halves, projectedEncoder, twoViewExamples, twoViewModel } from './two-views.ts';

/** λ of equation 1 (section 2.2). */
const redundancy = 5e-3;
/** The paper's 8,192 are for 2,048 features; a small encoder fills no more than these. */
const projectionSize = 512;

/**
 * Barlow Twins: each feature of one view goes with the same feature of the other view and with no other
 * (Zbontar et al. 2021, arXiv 2103.03230, algorithm 1).
 */
export const barlowTwins: PretextTask = {
  title: 'Match features, not samples',
  kinds: dataKindNames,
  question:
    'Does each feature say the same of both views, and nothing that another feature says already? The model must describe a sample without repeating itself.',
  paper: 'Zbontar, Jing, Misra, LeCun, Deny 2021, arXiv 2103.03230',
  defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 128 },
  build(context) {
    const head = { hidden: [projectionSize, projectionSize], size: projectionSize };
    const { encoder, projector, project } = projectedEncoder(context, head);
    return twoViewModel(context, {
      encoder,
      networks: [encoder, projector],
      compare(views, training) {
        const [first, second] = halves(project(views, training));
        return { loss: barlowTwinsLoss(first, second, redundancy), metrics: {} };
      },
      project,
    });
  },
  examples: twoViewExamples,
};
