import { ntXent } from '../losses/nt-xent.ts';
import { shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { projectionHead } from '../models/projection-head.ts';
import type { PretextTask } from './pretext-task.ts';
import { halves, twoViewExamples, twoViewModel } from './two-views.ts';

/** τ of equation 1; 0.5 is the paper's best for CIFAR-10 (appendix B.9). */
const temperature = 0.5;
const projectionSize = 128;

/**
 * SimCLR: two random views of each image must find each other among all views of the batch
 * (Chen et al. 2020, arXiv 2002.05709, algorithm 1).
 */
export const simclr: PretextTask = {
  title: 'Find the other view',
  question:
    'Which of these is the same picture, cropped and recoloured? The model must see past what does not matter.',
  paper: 'Chen, Kornblith, Norouzi, Hinton 2020, arXiv 2002.05709',
  defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 128 },
  build({ encoder, seed }) {
    const network = new Network('encoder', encoder.graph, seed);
    const [features = 0] = shapeOf(encoder.graph, encoder.graph.output);
    const head = { hidden: [features], size: projectionSize };
    const projector = projectionHead('projector', features, head, seed);
    return twoViewModel({
      encoder: network,
      networks: [network, projector],
      collapsedLoss: (batch) => Math.log(2 * batch - 1),
      compare(views, training) {
        const [first, second] = halves(projector.apply(network.apply(views, training), training));
        return { loss: ntXent(first, second, temperature), metrics: {} };
      },
      project: (images) => projector.apply(network.apply(images, false), false),
    });
  },
  examples: twoViewExamples,
};
