import { dataKindNames } from '../../../shared/sample-spec.ts';
import { tf } from '../engine/tensorflow.ts';
import { normalizedMeanSquaredError } from '../losses/normalized-mse.ts';
import { cosineMomentum, followerOf } from '../models/moving-average.ts';
import { projectionHead } from '../models/projection-head.ts';
import type { PretextTask } from './pretext-task.ts';
import { halves, joined, projectedEncoder, twoViewExamples, twoViewModel } from './two-views.ts';

/** The paper's 4,096 and 256 are for 2,048 features (section 3.3). */
const head = { hidden: [512], size: 128 };

interface ByolParts {
  /** The online network's prediction is more than its projection (table 5b). */
  predicts: boolean;
  /**
   * τ₀ of the moving average. The paper's 0.996 is for a thousand passes; at 300 its table 5a finds 0.99 best, and with
   * a few hundred or thousand steps a slower target would still be near its random start at the end.
   */
  momentum: number;
}

/**
 * BYOL (Grill et al. 2020, arXiv 2006.07733, section 3), or what becomes of it without a part: without predictor and
 * average it collapses.
 */
export function makeByol({
  predicts = true,
  momentum = 0.99,
}: Partial<ByolParts> = {}): PretextTask {
  return {
    title: 'Predict what a slower self sees',
    kinds: dataKindNames,
    question:
      'How would an older, steadier copy of the model describe the other view of this sample? Learning to foresee that brings out what both views share.',
    paper: 'Grill et al. 2020, arXiv 2006.07733',
    defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 128 },
    build(context) {
      const { encoder, projector, project } = projectedEncoder(context, head);
      const predictor = projectionHead('predictor', head.size, head, context.seed);
      const target = joined(
        followerOf(encoder, 'target_encoder'),
        followerOf(projector, 'target_projector'),
      );
      return twoViewModel(context, {
        encoder,
        networks: [encoder, projector, predictor, target.encoder, target.projector],
        average: {
          followers: [
            { online: encoder, target: target.encoder },
            { online: projector, target: target.projector },
          ],
          momentum: cosineMomentum(momentum),
        },
        collapsedLoss: () => 0,
        compare(views, training) {
          const online = project(views, training);
          const predictions = predicts ? predictor.apply(online, training) : online;
          // Each view predicts the target of the other one.
          const [first, second] = halves(target.project(views, training));
          const loss = normalizedMeanSquaredError(predictions, tf.concat([second, first], 0));
          // The sum of both directions, as in the paper.
          return { loss: loss.mul(2), metrics: {} };
        },
        project,
      });
    },
    examples: twoViewExamples,
  };
}

export const byol = makeByol();
