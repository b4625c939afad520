import { PretextError } from '../../shared/errors.ts';
import type { DataKindName, SampleSpec } from '../../shared/sample-spec.ts';
import {
  type AutoAsked,
  type AutoRecord,
  autoAskedSchema,
  autoMethod,
  type UndecidedConfig,
} from '../../shared/training.ts';
import { trialPlan } from '../learn/auto/candidates.ts';
import { type PretrainConfig, pretrainConfig } from '../learn/pretrain/config.ts';
import { encoderNamed, methodNamed, optimizerNamed } from '../training/names.ts';
import { classesOf, knownLabels } from './known-labels.ts';
import type { Project } from './project.ts';
import { endWithError, performJob } from './runs.ts';
import type { Services } from './services.ts';
import { trainingRows } from './training-images.ts';
import { trialLine } from './trial-line.ts';

/** A method that trials have chosen. */
interface Decided {
  config: PretrainConfig;
  auto: AutoRecord;
}

/** What is left of a time budget after trials at least, as a share. */
const leastLeft = 0.5;

/** Settings of a run whose method trials shall choose. @param spec of the samples */
export function undecidedConfig(asked: AutoAsked, spec: SampleSpec): UndecidedConfig {
  const { encoder, seed, budget } = asked;
  const { candidates } = trialPlan(encoderNamed(encoder), spec, budget);
  const auto = { asked, candidates, trials: [], labels: 0, seconds: 0, reason: null };
  return { method: autoMethod, encoder, seed, budget, auto };
}

/** Whether two of them ask for the same. */
export function asksTheSame(one: AutoAsked, other: AutoAsked): boolean {
  const text = (asked: AutoAsked): string => JSON.stringify(autoAskedSchema.parse(asked));
  return text(one) === text(other);
}

/**
 * Tries the candidates of a run that has a record, and chooses one. Each trial is recorded as it ends, so that what is
 * resumed does not try again.
 * @throws {PretextError} `cancelled`, with the run ended as interrupted; what the job throws
 */
export async function chooseMethod(
  project: Project,
  runId: number,
  undecided: UndecidedConfig,
  services: Services,
): Promise<Decided> {
  const { auto } = undecided;
  const { asked } = auto;
  const { runs } = project.store;
  const { id: datasetId, spec } = project.dataset();
  const { samples, rows } = await trainingRows(project);
  const known = knownLabels(project, datasetId, samples, classesOf(project, datasetId));
  const plan = trialPlan(encoderNamed(asked.encoder), spec, asked.budget);
  const began = performance.now();
  const secondsSoFar = (): number => auto.seconds + (performance.now() - began) / 1000;
  const trials = [...auto.trials];
  services.reporter.note(
    `Trying ${auto.candidates.length} methods for a short time each: ${auto.candidates.join(', ')}.`,
  );
  try {
    const result = await performJob<'trials'>(
      {
        kind: 'trials',
        configs: auto.candidates.map((name) => configOf(asked, name, plan.budget, spec.kind)),
        images: rows,
        known: known.indices.length === 0 ? null : known,
        done: trials,
      },
      services,
      {
        onTrial(trial) {
          trials.push(trial);
          const sofar = { ...auto, trials: [...trials], seconds: secondsSoFar() };
          runs.setConfig(runId, { ...undecided, auto: sofar });
          services.watcher?.onRecord();
          services.reporter.note(trialLine(trial));
        },
      },
    );
    const seconds = secondsSoFar();
    const left = budgetLeft(asked.budget, seconds);
    const config = configOf(asked, result.method, left, spec.kind);
    const { reason, labels } = result;
    const decided = { ...auto, trials: result.trials, labels, seconds, reason };
    runs.setConfig(runId, { ...config, auto: decided });
    services.watcher?.onRecord();
    services.reporter.note(`Chosen: ${config.method}. ${reason}`);
    return { config, auto: decided };
  } catch (error) {
    if (!(error instanceof PretextError) || error.code !== 'cancelled') {
      return endWithError(project, runId, error, true);
    }
    runs.end(runId, 'interrupted', { error: 'Stopped on request.' });
    throw new PretextError(
      'cancelled',
      `Stopped while methods were tried. Run ${runId} is saved.`,
      {
        remedy: 'Resume it to go on: trials that were finished are kept.',
        next: { do: 'resume', project: project.dir, run: runId },
      },
    );
  }
}

function configOf(
  asked: AutoAsked,
  method: string,
  budget: AutoAsked['budget'],
  kind: DataKindName,
): PretrainConfig {
  const { encoder, optimizer, learningRate, weightDecay, batchSize, seed } = asked;
  const chosen = {
    encoder: encoderNamed(encoder),
    optimizer: optimizer === undefined ? undefined : optimizerNamed(optimizer),
    learningRate,
    weightDecay,
    batchSize,
    seed,
    budget,
  };
  return pretrainConfig(methodNamed(method), chosen, kind);
}

/** Trials are a part of the time that a person gives; steps are those of the run itself. */
function budgetLeft(budget: AutoAsked['budget'], seconds: number): AutoAsked['budget'] {
  if (budget.kind === 'steps') return budget;
  const { minutes } = budget;
  return { ...budget, minutes: Math.max(leastLeft * minutes, minutes - seconds / 60) };
}
