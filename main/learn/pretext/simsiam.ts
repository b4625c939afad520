import { dataKindNames } from '../../../shared/sample-spec.ts';
import { stopGradient } from '../engine/stop-gradient.ts';
import { negativeCosine } from '../losses/negative-cosine.ts';
import { projectionHead } from '../models/projection-head.ts';
import type { PretextTask } from './pretext-task.ts';
import { halves, projectedEncoder, twoViewExamples, twoViewModel } from './two-views.ts';

/** Section 3 has 2,048 for both, and a quarter in the predictor's middle: the same proportions here. */
const projectionSize = 512;
const predictorSize = 128;

interface SimsiamParts {
  /** The target counts as a constant (section 4.1). */
  stopsGradient: boolean;
  /** The prediction is more than the projection itself (section 4.2). */
  predicts: boolean;
}

/**
 * SimSiam (Chen and He 2021, arXiv 2011.10566, algorithm 1), or what becomes of it without a part: the paper finds
 * that it collapses without either.
 */
export function makeSimsiam(parts: Partial<SimsiamParts> = {}): PretextTask {
  const { stopsGradient = true, predicts = true } = parts;
  return {
    title: 'Predict the other view',
    kinds: dataKindNames,
    question:
      'Seeing one view of a sample, how would the other be described? The model must know what both have in common.',
    paper: 'Chen, He 2021, arXiv 2011.10566',
    defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 128 },
    build(context) {
      const { encoder, projector, project } = projectedEncoder(context, {
        hidden: [projectionSize],
        size: projectionSize,
        normalized: true,
      });
      const head = { hidden: [predictorSize], size: projectionSize };
      const predictor = projectionHead('predictor', projectionSize, head, context.seed);
      return twoViewModel(context, {
        encoder,
        networks: [encoder, projector, predictor],
        collapsedLoss: () => -1,
        compare(views, training) {
          const projections = project(views, training);
          const predictions = predicts ? predictor.apply(projections, training) : projections;
          const [p1, p2] = halves(predictions);
          const [z1, z2] = halves(stopsGradient ? stopGradient(projections) : projections);
          const loss = negativeCosine(p1, z2).add(negativeCosine(p2, z1)).div(2);
          return { loss, metrics: {} };
        },
        project,
      });
    },
    examples: twoViewExamples,
  };
}

export const simsiam = makeSimsiam();
