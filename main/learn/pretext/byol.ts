import { type Tensor, tf } from '../engine/tensorflow.ts';
import { normalizedMeanSquaredError } from '../losses/normalized-mse.ts';
import { shapeOf } from '../models/graph.ts';
import { cosineMomentum, followerOf } from '../models/moving-average.ts';
import { Network } from '../models/network.ts';
import { projectionHead } from '../models/projection-head.ts';
import type { PretextTask } from './pretext-task.ts';
import { halves, twoViewExamples, twoViewModel } from './two-views.ts';

/** The paper's 4,096 and 256 are for 2,048 features (section 3.3). */
const hiddenSize = 512;
const projectionSize = 128;
/**
 * τ₀ of the moving average. The paper's 0.996 is for a thousand passes; at 300 its table 5a finds 0.99 best, and with a
 * few hundred or thousand steps a slower target would still be near its random start at the end.
 */
const startMomentum = 0.99;

interface ByolOptions {
  /** Whether the online network goes through a predictor; without it and without averaging it collapses (table 5). */
  predictor?: boolean;
  momentum?: number;
}

/** BYOL (Grill et al. 2020, arXiv 2006.07733, section 3), or what becomes of it without its parts. */
export function makeByol({
  predictor: predicts = true,
  momentum = startMomentum,
}: ByolOptions = {}): PretextTask {
  return {
    title: 'Predict what a slower self sees',
    question:
      'How would an older, steadier copy of the model describe the other view of this picture? Learning to foresee that brings out what both views share.',
    paper: 'Grill et al. 2020, arXiv 2006.07733',
    defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 128 },
    build({ encoder, seed }) {
      const network = new Network('encoder', encoder.graph, seed);
      const [features = 0] = shapeOf(encoder.graph, encoder.graph.output);
      const head = { hidden: [hiddenSize], size: projectionSize };
      const projector = projectionHead('projector', features, head, seed);
      const predictor = projectionHead('predictor', projectionSize, head, seed);
      const target = {
        encoder: followerOf(network, 'target_encoder'),
        projector: followerOf(projector, 'target_projector'),
      };
      const predict = (x: Tensor, training: boolean): Tensor =>
        predicts ? predictor.apply(x, training) : x;
      return twoViewModel({
        encoder: network,
        networks: [network, projector, predictor, target.encoder, target.projector],
        average: {
          followers: [
            { online: network, target: target.encoder },
            { online: projector, target: target.projector },
          ],
          momentum: cosineMomentum(momentum),
        },
        collapsedLoss: () => 0,
        compare(views, training) {
          const online = projector.apply(network.apply(views, training), training);
          const predictions = predict(online, training);
          const seen = target.projector.apply(target.encoder.apply(views, training), training);
          // Each view predicts the target of the other one.
          const [first, second] = halves(seen);
          const loss = normalizedMeanSquaredError(predictions, tf.concat([second, first], 0));
          // The sum of both directions, as in the paper.
          return { loss: loss.mul(2), metrics: {} };
        },
        project: (images) => projector.apply(network.apply(images, false), false),
      });
    },
    examples: twoViewExamples,
  };
}

export const byol = makeByol();
