import { PretextError } from '../../../shared/errors.ts';
import type { TrialRecord } from '../../../shared/training.ts';
import { probedOf, type TrialMeasures } from '../../learn/auto/judge.ts';
import type { Trial } from '../../learn/auto/trial.ts';
import { tryMethods } from '../../learn/auto/try-methods.ts';
import type { StepReport } from '../../learn/pretrain/pretrain.ts';
import { finite } from '../finite.ts';
import { withImages } from '../images.ts';
import { type Job, tenTimesASecond } from '../job-context.ts';
import { knownOf } from '../known.ts';
import { configNamed, methodNamed } from '../names.ts';

export const trials: Job<'trials'> = async (spec, context) => {
  const configs = spec.configs.map(configNamed);
  const known = knownOf(spec.known);
  const show = tenTimesASecond(({ index, report }: { index: number; report: StepReport }) => {
    context.send({
      type: 'progress',
      stage: `trying ${configs[index]?.method ?? ''} (${index + 1} of ${configs.length})`,
      share: (index + report.progress) / configs.length,
      step: report.step,
      loss: report.loss,
      learningRate: report.learningRate,
      samplesPerSecond: report.samplesPerSecond,
      secondsLeft: null,
    });
  });
  const outcome = await withImages(spec.images, (source) =>
    tryMethods({
      source,
      known,
      configs,
      done: spec.done.map(trialOf),
      hooks: {
        onStep: (index, report) => show({ index, report }),
        onTrial: (trial) => context.send({ type: 'trial', trial: recordOf(trial) }),
        between: context.between,
      },
    }),
  );
  if (outcome === null) {
    throw new PretextError('cancelled', 'Stopped before a method was chosen.', {
      remedy: 'Resume it to go on: trials that were finished are kept.',
    });
  }
  const { choice } = outcome;
  return { trials: outcome.trials.map(recordOf), ...choice, labels: probedOf(known) };
};

function recordOf({ measures, ...trial }: Trial): TrialRecord {
  return { ...trial, measures: measures && finite(measures) };
}

function trialOf({ method, measures, ...trial }: TrialRecord): Trial {
  return { ...trial, method: methodNamed(method), measures: measures && numbersOf(measures) };
}

/** What could not be measured is no number. */
function numbersOf({ knn, ...measures }: NonNullable<TrialRecord['measures']>): TrialMeasures {
  const number = (value: number | null): number => value ?? Number.NaN;
  return {
    embeddingStd: number(measures.embeddingStd),
    effectiveRank: number(measures.effectiveRank),
    alignment: number(measures.alignment),
    uniformity: number(measures.uniformity),
    retrieval: number(measures.retrieval),
    knn,
  };
}
