import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import { type JobResult, type JobSpec, jobs, pretrainConfigSchema } from '../../shared/training.ts';
import { taskOf } from '../learn/pretext/method.ts';
import { checkChannels } from '../learn/pretext/needs.ts';
import { type PretrainConfig, pretrainConfig } from '../learn/pretrain/config.ts';
import type { RunRow } from '../store/runs.ts';
import { encoderNamed, methodNamed, optimizerNamed } from '../training/names.ts';
import { forgetEmbeddings } from './embed.ts';
import { classesOf, knownLabels } from './known-labels.ts';
import type { Project } from './project.ts';
import {
  checkpointFiles,
  endWithError,
  performJob,
  recordingHandlers,
  runById,
  runDir,
  startRun,
} from './runs.ts';
import type { Services } from './services.ts';
import { trainingImages, trainingRows } from './training-images.ts';

/** What a person may choose; the rest are the method's defaults. */
export interface PretrainChoices {
  /** A pretext task, or two: see `methodNamed`. */
  method?: string | undefined;
  /** Share of the first of two tasks; a half when left out. */
  weight?: number | undefined;
  encoder?: string | undefined;
  optimizer?: string | undefined;
  learningRate?: number | undefined;
  weightDecay?: number | undefined;
  batchSize?: number | undefined;
  seed?: number | undefined;
  minutes?: number | undefined;
  steps?: number | undefined;
  /** At most this long between checkpoints. */
  checkpointSeconds?: number | undefined;
}

export interface PretrainOutcome {
  runId: number;
  config: PretrainConfig;
  result: JobResult<'pretrain'>;
}

const defaultMethod = 'simclr';
const defaultMinutes = 3;
/** What a crash may cost; writing one takes a few hundredths of a second. */
const defaultCheckpointSeconds = 20;

/** @throws {PretextError} `bad-usage` for a name or number that makes no sense */
export function configFrom(choices: PretrainChoices): PretrainConfig {
  const { minutes, steps, encoder, optimizer } = choices;
  if (minutes !== undefined && steps !== undefined) {
    throw new PretextError('bad-usage', 'Both minutes and steps were given.', {
      remedy: 'Give one of them.',
    });
  }
  const config = pretrainConfig(methodNamed(choices.method ?? defaultMethod, choices.weight), {
    encoder: encoder === undefined ? undefined : encoderNamed(encoder),
    optimizer: optimizer === undefined ? undefined : optimizerNamed(optimizer),
    learningRate: choices.learningRate,
    weightDecay: choices.weightDecay,
    batchSize: choices.batchSize,
    seed: choices.seed,
    budget:
      steps === undefined
        ? { kind: 'minutes', minutes: minutes ?? defaultMinutes }
        : { kind: 'steps', steps },
  });
  const checked = pretrainConfigSchema.safeParse(config);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw new PretextError(
      'bad-usage',
      `${issue?.path.join('.') ?? 'settings'}: ${issue?.message ?? ''}`,
      {
        remedy: 'Choose another value.',
      },
    );
  }
  return config;
}

/**
 * Pretrains an encoder on all training images, with or without labels.
 * @throws {PretextError} `no-data`, `training-died`, what the job throws
 */
export async function pretrain(
  project: Project,
  choices: PretrainChoices,
  services: Services,
): Promise<PretrainOutcome> {
  const config = configFrom(choices);
  const dataset = project.dataset();
  checkChannels(taskOf(config.method), dataset.preprocessing.channels);
  const runId = startRun(project, {
    datasetId: dataset.id,
    parentRunId: null,
    kind: 'pretrain',
    config,
    seed: config.seed,
    dataDigest: (await trainingImages(project)).digest,
  });
  services.watcher?.onRun(runId);
  const how = { resumeFrom: null, checkpointSeconds: choices.checkpointSeconds };
  return await perform(project, runId, config, how, services);
}

/**
 * The newest run of these very settings on the images that are there now: finished, or to be gone on with.
 */
export async function earlierPretraining(
  project: Project,
  config: PretrainConfig,
  status: 'finished' | 'interrupted',
): Promise<RunRow | undefined> {
  const wanted = JSON.stringify(config);
  const { digest } = await trainingImages(project);
  return project.store.runs
    .all()
    .findLast(
      (run) =>
        run.kind === 'pretrain' &&
        run.status === status &&
        run.config === wanted &&
        run.data_digest === digest,
    );
}

/** What a finished run came to, as its record says. */
export function outcomeOf(run: RunRow): PretrainOutcome {
  const result = jobs.pretrain.result.parse(JSON.parse(run.result ?? 'null'));
  return { runId: run.id, config: configOf(run), result };
}

function configOf(run: RunRow): PretrainConfig {
  const parsed = pretrainConfigSchema.parse(JSON.parse(run.config));
  return {
    ...parsed,
    method: methodNamed(parsed.method),
    encoder: encoderNamed(parsed.encoder),
    optimizer: optimizerNamed(parsed.optimizer),
  };
}

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
  if (run.kind !== 'pretrain' || run.status === 'finished' || run.status === 'running') {
    throw new PretextError(
      'bad-usage',
      `Run ${runId} (${run.kind}) is ${run.status}; it cannot be resumed.`,
      {
        remedy: 'Choose an interrupted pretraining run.',
        next: { do: 'list-runs', project: project.dir },
      },
    );
  }
  return await goOn(project, run, configOf(run), services, checkpointSeconds);
}

/**
 * Gives a pretraining more time, which goes on where it was. A budget of steps grows by what the time is worth at
 * the speed it had.
 * @throws {PretextError} `not-found`, `bad-usage` for a run that is under way or has no checkpoint
 */
export async function keepGoing(
  project: Project,
  runId: number,
  minutes: number,
  services: Services,
): Promise<PretrainOutcome> {
  const run = runById(project, runId);
  if (
    run.kind !== 'pretrain' ||
    run.status === 'running' ||
    checkpointFiles(project, runId).length === 0
  ) {
    throw new PretextError(
      'bad-usage',
      `Run ${runId} (${run.kind}, ${run.status}) has nothing to go on from.`,
      { remedy: 'Choose a pretraining run that has ended and has a checkpoint.' },
    );
  }
  const config = withMoreTime(run, configOf(run), minutes);
  project.store.runs.setConfig(runId, config);
  return await goOn(project, run, config, services);
}

function withMoreTime(run: RunRow, config: PretrainConfig, minutes: number): PretrainConfig {
  const { budget } = config;
  if (budget.kind === 'minutes') {
    return { ...config, budget: { kind: 'minutes', minutes: budget.minutes + minutes } };
  }
  const ended = jobs.pretrain.result.safeParse(JSON.parse(run.result ?? 'null'));
  const { steps, seconds } = ended.success
    ? ended.data
    : { steps: budget.steps, seconds: run.seconds };
  const more = Math.max(1, Math.round((steps / Math.max(seconds, 1)) * minutes * 60));
  return { ...config, budget: { kind: 'steps', steps: budget.steps + more } };
}

async function goOn(
  project: Project,
  run: RunRow,
  config: PretrainConfig,
  services: Services,
  checkpointSeconds?: number,
): Promise<PretrainOutcome> {
  const runId = run.id;
  services.watcher?.onRun(runId);
  forgetEmbeddings(project, runId);
  if (run.data_digest !== null && run.data_digest !== (await trainingImages(project)).digest) {
    services.reporter.warn(
      `The training images have changed since run ${runId} began: it goes on with those that are there now.`,
    );
  }
  const checkpoints = checkpointFiles(project, runId);
  for (const { step, file } of checkpoints) {
    project.store.runs.reopen(runId);
    project.store.runs.dropMetricsAfter(runId, step);
    services.reporter.note(`Going on with run ${runId} from step ${step}.`);
    try {
      const how = { resumeFrom: file, checkpointSeconds };
      return await perform(project, runId, config, how, services);
    } catch (error) {
      if (!(error instanceof PretextError) || error.code !== 'corrupt-file') throw error;
      services.reporter.warn(`${error.message} Trying the checkpoint before it.`);
    }
  }
  project.store.runs.reopen(runId);
  project.store.runs.dropMetricsAfter(runId, -1);
  services.reporter.note(`Run ${runId} has no usable checkpoint; it starts over.`);
  return await perform(project, runId, config, { resumeFrom: null, checkpointSeconds }, services);
}

async function perform(
  project: Project,
  runId: number,
  config: PretrainConfig,
  how: { resumeFrom: string | null; checkpointSeconds: number | undefined },
  services: Services,
): Promise<PretrainOutcome> {
  const dataset = project.dataset();
  const { samples, rows } = await trainingRows(project);
  const checkpointDir = path.join(runDir(project, runId), 'checkpoints');
  mkdirSync(checkpointDir, { recursive: true });
  const encoderFile = path.join(runDir(project, runId), 'encoder.safetensors');
  const known = knownLabels(project, dataset.id, samples, classesOf(project, dataset.id));
  const spec: JobSpec<'pretrain'> = {
    kind: 'pretrain',
    config,
    images: rows,
    known: known.indices.length === 0 ? null : known,
    checkpointDir,
    encoderFile,
    resumeFrom: how.resumeFrom,
    checkpointSeconds: how.checkpointSeconds ?? defaultCheckpointSeconds,
  };
  try {
    const recording = recordingHandlers(project, runId, services.watcher);
    const result = await performJob<'pretrain'>(spec, services, {
      ...recording,
      onHealth(report) {
        recording.onHealth?.(report);
        const { sentence, advice } = report.verdict;
        if (advice !== '') services.reporter.warn(`${sentence} ${advice}`);
      },
    });
    const { seconds } = result;
    if (result.status === 'stopped') {
      project.store.runs.end(runId, 'interrupted', {
        result,
        seconds,
        error: 'Stopped on request.',
      });
    } else {
      project.store.transaction(() => {
        project.store.models.save(runId, {
          kind: 'encoder',
          file: project.relative(encoderFile),
          classes: [],
          scores: null,
        });
        project.store.runs.end(runId, 'finished', { result, seconds });
      });
    }
    return { runId, config, result };
  } catch (error) {
    return endWithError(project, runId, error, true);
  }
}
