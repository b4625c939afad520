import { dataKindNames } from '../../../shared/sample-spec.ts';
import { ntXent } from '../losses/nt-xent.ts';
import { shapeOf } from '../models/graph.ts';
import type { PretextTask } from './pretext-task.ts';
import { halves, projectedEncoder, twoViewExamples, twoViewModel } from './two-views.ts';

/** τ of equation 1; 0.5 is the paper's best for CIFAR-10 (appendix B.9). */
const temperature = 0.5;
const projectionSize = 128;

/**
 * SimCLR: two random views of each image must find each other among all views of the batch
 * (Chen et al. 2020, arXiv 2002.05709, algorithm 1).
 */
export const simclr: PretextTask = {
  title: 'Find the other view',
  kinds: dataKindNames,
  question:
    'Which of these is the same one, changed at random? The model must see past what does not matter.',
  paper: 'Chen, Kornblith, Norouzi, Hinton 2020, arXiv 2002.05709',
  defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 128 },
  build(context) {
    const { graph } = context.encoder;
    const head = { hidden: shapeOf(graph, graph.output), size: projectionSize };
    const { encoder, projector, project } = projectedEncoder(context, head);
    return twoViewModel(context, {
      encoder,
      networks: [encoder, projector],
      collapsedLoss: (batch) => Math.log(2 * batch - 1),
      compare(views, training) {
        const [first, second] = halves(project(views, training));
        return { loss: ntXent(first, second, temperature), metrics: {} };
      },
      project,
    });
  },
  examples: twoViewExamples,
};
