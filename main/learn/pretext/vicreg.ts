import { dataKindNames } from '../../../shared/sample-spec.ts';
import { featureDeviation, type VicregWeights, vicreg as vicregLoss } from '../losses/vicreg.ts';
import type { PretextTask } from './pretext-task.ts';
import { halves, projectedEncoder, twoViewExamples, twoViewModel } from './two-views.ts';

/** Section 4.2. */
const paperWeights: VicregWeights = { invariance: 25, variance: 25, covariance: 1 };
/** The paper's 8,192 are for 2,048 features and batches of 2,048; a small encoder and batch fill no more than these. */
const projectionSize = 512;

/**
 * VICReg with other weights than the paper's; without variance it collapses.
 * (Bardes, Ponce, LeCun 2022, arXiv 2105.04906, section 4)
 */
export function makeVicreg(weights: Partial<VicregWeights> = {}): PretextTask {
  return {
    title: 'Agree and use every feature',
    kinds: dataKindNames,
    question:
      'Two views of a sample must be described alike, while each feature keeps telling samples apart and says something of its own. No other samples are needed to compare with.',
    paper: 'Bardes, Ponce, LeCun 2022, arXiv 2105.04906',
    defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 128 },
    build(context) {
      const head = { hidden: [projectionSize, projectionSize], size: projectionSize };
      const { encoder, projector, project } = projectedEncoder(context, head);
      return twoViewModel(context, {
        encoder,
        networks: [encoder, projector],
        compare(views, training) {
          const { loss, ...metrics } = vicregLoss(...halves(project(views, training)), {
            ...paperWeights,
            ...weights,
          });
          return { loss, metrics };
        },
        project,
        // Here lengths matter too: the loss wants a deviation of 1 in each feature.
        spread: (projections) => featureDeviation(projections).mean(),
      });
    },
    examples: twoViewExamples,
  };
}

export const vicreg = makeVicreg();
