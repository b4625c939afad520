import { stopGradient } from '../engine/stop-gradient.ts';
import { negativeCosine } from '../losses/negative-cosine.ts';
import { shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { projectionHead } from '../models/projection-head.ts';
import type { PretextTask } from './pretext-task.ts';
import { halves, twoViewExamples, twoViewModel } from './two-views.ts';

/** Section 3 has 2,048 for both, and a quarter in the predictor's middle: the same proportions here. */
const projectionSize = 512;
const predictorSize = 128;

interface SimsiamOptions {
  /** Whether the target counts as a constant; without this it collapses (section 4.1). */
  stopGradient?: boolean;
}

/** SimSiam (Chen and He 2021, arXiv 2011.10566, algorithm 1), or what becomes of it without its stop-gradient. */
export function makeSimsiam(options: SimsiamOptions = {}): PretextTask {
  const target =
    options.stopGradient === false
      ? (same: Parameters<typeof stopGradient>[0]) => same
      : stopGradient;
  return {
    title: 'Predict the other view',
    question:
      'Seeing one view of a picture, how would the other be described? The model must know what both have in common.',
    paper: 'Chen, He 2021, arXiv 2011.10566',
    defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 128 },
    build({ encoder, seed }) {
      const network = new Network('encoder', encoder.graph, seed);
      const [features = 0] = shapeOf(encoder.graph, encoder.graph.output);
      const projector = projectionHead(
        'projector',
        features,
        { hidden: [projectionSize], size: projectionSize, normalized: true },
        seed,
      );
      const predictor = projectionHead(
        'predictor',
        projectionSize,
        { hidden: [predictorSize], size: projectionSize },
        seed,
      );
      return twoViewModel({
        encoder: network,
        networks: [network, projector, predictor],
        collapsedLoss: () => -1,
        compare(views, training) {
          const projections = projector.apply(network.apply(views, training), training);
          const [p1, p2] = halves(predictor.apply(projections, training));
          const [z1, z2] = halves(target(projections));
          const loss = negativeCosine(p1, z2).add(negativeCosine(p2, z1)).div(2);
          return { loss, metrics: {} };
        },
        project: (images) => projector.apply(network.apply(images, false), false),
      });
    },
    examples: twoViewExamples,
  };
}

export const simsiam = makeSimsiam();
