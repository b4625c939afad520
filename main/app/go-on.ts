import { PretextError } from '../../shared/errors.ts';
import { undecidedConfigSchema } from '../../shared/training.ts';
import type { PretrainConfig } from '../learn/pretrain/config.ts';
import type { RunRow } from '../store/runs.ts';
import { chooseMethod } from './choose-method.ts';
import { kindOf } from './data-kinds/registry.ts';
import { forgetEmbeddings } from './embed.ts';
import {
  type Decided,
  decidedOf,
  type PretrainOutcome,
  perform,
  pretrainingResult,
} from './pretrain.ts';
import type { Project } from './project.ts';
import { checkpointFiles, endWithError, runById } from './runs.ts';
import type { Services } from './services.ts';
import { trainingImages } from './training-images.ts';

/**
 * Goes on with an interrupted or failed run from its newest whole checkpoint; from the start when it
 * has none. A damaged checkpoint is passed over, and said so.
 * @throws {PretextError} `not-found`, `bad-usage` for a run that is finished or under way
 */
export async function resumePretraining(
  project: Project,
  runId: number,
  services: Services,
  checkpointSeconds?: number,
): Promise<PretrainOutcome> {
  const run = runById(project, runId);
  if (!canResume(run)) {
    throw new PretextError(
      'bad-usage',
      `Run ${runId} (${run.kind}) is ${run.status}; it cannot be resumed.`,
      {
        remedy: 'Choose an interrupted pretraining run.',
        next: { do: 'list-runs', project: project.dir },
      },
    );
  }
  const undecided = undecidedConfigSchema.safeParse(JSON.parse(run.config));
  if (!undecided.success) {
    return await goOn(project, run, decidedOf(run), services, checkpointSeconds);
  }
  services.watcher?.onRun(runId);
  project.store.runs.reopen(runId);
  const decided = await chooseMethod(project, runId, undecided.data, services);
  return await perform(project, runId, decided, { resumeFrom: null, checkpointSeconds }, services);
}

/**
 * Gives a pretraining more time, which goes on where it was, however many passes that makes. A budget of steps grows by
 * what the time is worth at the speed it had.
 * @throws {PretextError} `not-found`, `bad-usage` for a run that is under way or has no checkpoint
 */
export async function keepGoing(
  project: Project,
  runId: number,
  minutes: number,
  services: Services,
): Promise<PretrainOutcome> {
  const run = runById(project, runId);
  if (!canKeepGoing(run, checkpointFiles(project, runId))) {
    throw new PretextError(
      'bad-usage',
      `Run ${runId} (${run.kind}, ${run.status}) has nothing to go on from.`,
      { remedy: 'Choose a pretraining run that has ended and has a checkpoint.' },
    );
  }
  const { config: before, auto } = decidedOf(run);
  const decided = { config: withMoreTime(run, before, minutes), auto };
  record(project, runId, decided);
  return await goOn(project, run, decided, services);
}

/**
 * Ends a pretraining that was interrupted where it is: what it had learned by its newest whole checkpoint is its
 * encoder. Its budget becomes the steps that it made, which is what gives this encoder again.
 * @throws {PretextError} `not-found`; `bad-usage` for a run that is finished, under way or has no checkpoint
 */
export async function useAsItIs(
  project: Project,
  runId: number,
  services: Services,
): Promise<PretrainOutcome> {
  const run = runById(project, runId);
  if (!canBeUsed(run, checkpointFiles(project, runId))) {
    throw new PretextError(
      'bad-usage',
      `Run ${runId} (${run.kind}, ${run.status}) has learned nothing yet that could be used as it is.`,
      { remedy: 'Choose a pretraining run that was interrupted and has a checkpoint.' },
    );
  }
  services.watcher?.onRun(runId);
  await warnOfOtherData(project, run, services, 'is of those that were there then');
  const { config: before, auto } = decidedOf(run);
  const outcome = await fromCheckpoint(project, runId, services, async (steps, resumeFrom) => {
    // With no step left to make, what remains of a training is to be judged and saved.
    const decided: Decided = { config: { ...before, budget: { kind: 'steps', steps } }, auto };
    const how = { resumeFrom, checkpointSeconds: undefined };
    const ended = await perform(project, runId, decided, how, services);
    record(project, runId, decided);
    return ended;
  });
  if (outcome !== null) return outcome;
  const damaged = new PretextError('corrupt-file', `No checkpoint of run ${runId} is whole.`, {
    remedy: 'Resume the run: it starts over.',
  });
  return endWithError(project, runId, damaged, true);
}

type Checkpoints = readonly { step: number }[];

/** Whether `resumePretraining` takes a run. */
export function canResume({ kind, status }: RunRow): boolean {
  return kind === 'pretrain' && (status === 'interrupted' || status === 'failed');
}

/** Whether `keepGoing` takes a run. @param checkpoints its whole ones */
export function canKeepGoing({ kind, status }: RunRow, checkpoints: Checkpoints): boolean {
  return kind === 'pretrain' && status !== 'running' && checkpoints.length > 0;
}

/** Whether `useAsItIs` takes a run. @param checkpoints its whole ones */
export function canBeUsed(run: RunRow, checkpoints: Checkpoints): boolean {
  return canResume(run) && checkpoints.some(({ step }) => step > 0);
}

function record(project: Project, runId: number, { config, auto }: Decided): void {
  project.store.runs.setConfig(runId, auto === null ? config : { ...config, auto });
}

function withMoreTime(run: RunRow, config: PretrainConfig, minutes: number): PretrainConfig {
  const { budget } = config;
  const ended = pretrainingResult(run);
  if (budget.kind === 'minutes') {
    // Passes may have ended it sooner. Who asks for more time wants them to do so no longer.
    const soFar = ended?.seconds ?? run.seconds;
    const before = budget.passes === undefined ? budget.minutes : soFar / 60;
    return { ...config, budget: { kind: 'minutes', minutes: before + minutes } };
  }
  const { steps, seconds } = ended ?? { steps: budget.steps, seconds: run.seconds };
  const more = Math.max(1, Math.round((steps / Math.max(seconds, 1)) * minutes * 60));
  return { ...config, budget: { kind: 'steps', steps: budget.steps + more } };
}

async function goOn(
  project: Project,
  run: RunRow,
  decided: Decided,
  services: Services,
  checkpointSeconds?: number,
): Promise<PretrainOutcome> {
  const runId = run.id;
  services.watcher?.onRun(runId);
  forgetEmbeddings(project, runId);
  await warnOfOtherData(project, run, services, 'goes on with those that are there now');
  const outcome = await fromCheckpoint(project, runId, services, async (step, resumeFrom) => {
    services.reporter.note(`Going on with run ${runId} from step ${step}.`);
    return await perform(project, runId, decided, { resumeFrom, checkpointSeconds }, services);
  });
  if (outcome !== null) return outcome;
  project.store.runs.reopen(runId);
  project.store.runs.dropMetricsAfter(runId, -1);
  services.reporter.note(`Run ${runId} has no usable checkpoint; it starts over.`);
  return await perform(project, runId, decided, { resumeFrom: null, checkpointSeconds }, services);
}

async function warnOfOtherData(
  project: Project,
  run: RunRow,
  { reporter }: Services,
  what: string,
): Promise<void> {
  if (run.data_digest === null || run.data_digest === (await trainingImages(project)).digest)
    return;
  const { many } = kindOf(project.dataset().preprocessing).noun;
  reporter.warn(`The training ${many} have changed since run ${run.id} began: it ${what}.`);
}

/** What is made of the newest checkpoint that is whole; null where none is. A damaged one is passed over, and said so. */
async function fromCheckpoint(
  project: Project,
  runId: number,
  { reporter }: Services,
  make: (step: number, file: string) => Promise<PretrainOutcome>,
): Promise<PretrainOutcome | null> {
  for (const { step, file } of checkpointFiles(project, runId)) {
    project.store.runs.reopen(runId);
    project.store.runs.dropMetricsAfter(runId, step);
    try {
      return await make(step, file);
    } catch (error) {
      if (!(error instanceof PretextError) || error.code !== 'corrupt-file') throw error;
      reporter.warn(`${error.message} Trying the checkpoint before it.`);
    }
  }
  return null;
}
