import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import type { DataKindName } from '../../shared/sample-spec.ts';
import {
  type AutoAsked,
  type AutoRecord,
  autoMethod,
  type JobResult,
  type JobSpec,
  jobs,
  pretrainConfigSchema,
  recordedConfigSchema,
  undecidedConfigSchema,
} from '../../shared/training.ts';
import { taskOf } from '../learn/pretext/method.ts';
import { checkSamples } from '../learn/pretext/needs.ts';
import type { PretextTaskName } from '../learn/pretext/registry.ts';
import { type Budget, type PretrainConfig, pretrainConfig } from '../learn/pretrain/config.ts';
import type { RunRow } from '../store/runs.ts';
import { configNamed, encoderNamed, methodNamed, optimizerNamed } from '../training/names.ts';
import { asksTheSame, chooseMethod, undecidedConfig } from './choose-method.ts';
import { comparesFiles, withFiles } from './files-of-clips.ts';
import { classesOf, knownLabels } from './known-labels.ts';
import type { Project } from './project.ts';
import { endWithError, performJob, recordingHandlers, runDir, startRun } from './runs.ts';
import type { Services } from './services.ts';
import { trainingImages, trainingRows } from './training-images.ts';

/** What a person may choose; the rest are the method's defaults. */
export interface PretrainChoices {
  /** A pretext task, or two: see `methodNamed`; `autoMethod`: trials choose one. */
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
  /** Ends minutes sooner: no sample is seen more often. */
  passes?: number | undefined;
  steps?: number | undefined;
  /** At most this long between checkpoints. */
  checkpointSeconds?: number | undefined;
}

export interface PretrainOutcome {
  runId: number;
  config: PretrainConfig;
  /** How its method was chosen; null when a person chose it. */
  auto: AutoRecord | null;
  result: JobResult<'pretrain'>;
}

/** What is taken when nobody says otherwise: of recordings it was better than SimCLR (docs/decisions/0034). */
export function usualMethod(kind: DataKindName = 'images'): PretextTaskName {
  return kind === 'audio' ? 'cola' : 'simclr';
}

/** What a crash may cost; writing one takes a few hundredths of a second. */
const defaultCheckpointSeconds = 20;

/** Says what is wrong with choices before anything starts. @throws {PretextError} `bad-usage` */
export function checkChoices(choices: PretrainChoices): void {
  if (choices.method === autoMethod) askedFrom(choices);
  else configFrom(choices);
}

/** What is asked of a run whose method trials shall choose. */
function askedFrom(choices: PretrainChoices, kind?: DataKindName): AutoAsked {
  const { weight, optimizer, learningRate, weightDecay, batchSize } = choices;
  if (weight !== undefined) {
    throw new PretextError('bad-usage', 'A weight is for two tasks that a person has chosen.', {
      remedy: 'Leave the weight out, or name two tasks.',
    });
  }
  const { encoder, seed, budget } = configFrom({ ...choices, method: usualMethod(kind) }, kind);
  return {
    encoder,
    ...(optimizer === undefined ? {} : { optimizer }),
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(weightDecay === undefined ? {} : { weightDecay }),
    ...(batchSize === undefined ? {} : { batchSize }),
    seed,
    budget,
  };
}

/** @param kind of the data; what suits images when it is not known yet */
function configFrom(choices: PretrainChoices, kind?: DataKindName): PretrainConfig {
  const { minutes, steps, encoder, optimizer } = choices;
  if (minutes !== undefined && steps !== undefined) {
    throw new PretextError('bad-usage', 'Both minutes and steps were given.', {
      remedy: 'Give one of them.',
    });
  }
  if (choices.passes !== undefined && minutes === undefined) {
    throw new PretextError('bad-usage', 'Passes end a time sooner, and no minutes were given.', {
      remedy: 'Give minutes too, or leave the passes out.',
    });
  }
  const chosen = {
    encoder: encoder === undefined ? undefined : encoderNamed(encoder),
    optimizer: optimizer === undefined ? undefined : optimizerNamed(optimizer),
    learningRate: choices.learningRate,
    weightDecay: choices.weightDecay,
    batchSize: choices.batchSize,
    seed: choices.seed,
    budget: budgetOf(choices),
  };
  const method = methodNamed(choices.method ?? usualMethod(kind), choices.weight);
  const config = pretrainConfig(method, chosen, kind);
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

/** Undefined when nothing was said: the task's own. */
function budgetOf({ minutes, passes, steps }: PretrainChoices): Budget | undefined {
  if (steps !== undefined) return { kind: 'steps', steps };
  if (minutes === undefined) return undefined;
  return { kind: 'minutes', minutes, ...(passes === undefined ? {} : { passes }) };
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
  const dataset = project.dataset();
  const { spec } = dataset;
  const config =
    choices.method === autoMethod
      ? undecidedConfig(askedFrom(choices, spec.kind), spec)
      : configFrom(choices, spec.kind);
  if (config.method !== autoMethod) checkSamples(taskOf(config.method), spec);
  const runId = startRun(project, {
    datasetId: dataset.id,
    parentRunId: null,
    kind: 'pretrain',
    config,
    seed: config.seed,
    dataDigest: (await trainingImages(project)).digest,
  });
  services.watcher?.onRun(runId);
  const decided =
    'auto' in config
      ? await chooseMethod(project, runId, config, services)
      : { config, auto: null };
  const how = { resumeFrom: null, checkpointSeconds: choices.checkpointSeconds };
  return await perform(project, runId, decided, how, services);
}

/**
 * The newest run of these very settings on the images that are there now: finished, or to be gone on with.
 */
export async function earlierPretraining(
  project: Project,
  choices: PretrainChoices,
  status: 'finished' | 'interrupted',
): Promise<RunRow | undefined> {
  const isWanted = likeChoices(choices, project.dataset().spec.kind);
  const { digest } = await trainingImages(project);
  return project.store.runs
    .all()
    .findLast(
      (run) =>
        run.kind === 'pretrain' &&
        run.status === status &&
        run.data_digest === digest &&
        isWanted(run),
    );
}

function likeChoices(choices: PretrainChoices, kind: DataKindName): (run: RunRow) => boolean {
  if (choices.method === autoMethod) {
    const wanted = askedFrom(choices, kind);
    return (run) => {
      const { auto, choices: of } = recordOf(run);
      // One that was used as it is has the steps that it made in place of the time that was asked for.
      const isWhole = of.steps === choices.steps;
      return auto !== null && isWhole && asksTheSame(auto.asked, wanted);
    };
  }
  const wanted = JSON.stringify(configFrom(choices, kind));
  return ({ config }) => config === wanted;
}

/** What a pretraining came to when it ended by itself or was stopped; null of one that has no such record, as when it was killed. */
export function pretrainingResult(run: RunRow): JobResult<'pretrain'> | null {
  if (run.kind !== 'pretrain' || run.result === null) return null;
  const parsed = jobs.pretrain.result.safeParse(JSON.parse(run.result));
  return parsed.success ? parsed.data : null;
}

/** What a finished run came to, as its record says. */
export function outcomeOf(run: RunRow): PretrainOutcome {
  const result = jobs.pretrain.result.parse(JSON.parse(run.result ?? 'null'));
  return { runId: run.id, ...decidedOf(run), result };
}

/** Settings of a run as they were recorded, and how its method was chosen. */
export interface Decided {
  config: PretrainConfig;
  auto: AutoRecord | null;
}

export function decidedOf(run: RunRow): Decided {
  const { auto = null, ...config } = recordedConfigSchema.parse(JSON.parse(run.config));
  return { config: configNamed(config), auto };
}

/** What a person asked for, to ask for it again; of trials, what they were to choose for. */
export function recordOf(run: RunRow): { choices: PretrainChoices; auto: AutoRecord | null } {
  const config: unknown = JSON.parse(run.config);
  const undecided = undecidedConfigSchema.safeParse(config);
  if (undecided.success) {
    const { auto } = undecided.data;
    return { choices: { method: autoMethod, ...choicesOf(auto.asked) }, auto };
  }
  const { auto = null, ...decided } = recordedConfigSchema.parse(config);
  return { choices: choicesOf(decided), auto };
}

/** Those of the settings that a person may choose. */
function choicesOf({
  budget,
  ...settings
}: Omit<PretrainChoices, 'minutes' | 'passes' | 'steps'> & AutoAsked): PretrainChoices {
  const { method, encoder, optimizer, learningRate, weightDecay, batchSize, seed } = settings;
  const { kind: _, ...time } = budget;
  return { method, encoder, optimizer, learningRate, weightDecay, batchSize, seed, ...time };
}

/** Trains a run in a process of its own, and records what comes of it. */
export async function perform(
  project: Project,
  runId: number,
  { config, auto }: Decided,
  how: { resumeFrom: string | null; checkpointSeconds: number | undefined },
  services: Services,
): Promise<PretrainOutcome> {
  const dataset = project.dataset();
  const { samples, rows } = await trainingRows(project);
  const checkpointDir = path.join(runDir(project, runId), 'checkpoints');
  mkdirSync(checkpointDir, { recursive: true });
  const encoderFile = path.join(runDir(project, runId), 'encoder.safetensors');
  const known = knownLabels(project, dataset.id, samples, classesOf(project, dataset.id));
  const images = comparesFiles(config.method) ? withFiles(rows, samples) : rows;
  if (images !== rows && images.fileOf === undefined) {
    services.reporter.note(
      'Each file is one clip: two pieces of it stand for two clips of one recording.',
    );
  }
  const spec: JobSpec<'pretrain'> = {
    kind: 'pretrain',
    config,
    images,
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
          unsure: null,
        });
        project.store.runs.end(runId, 'finished', { result, seconds });
      });
    }
    return { runId, config, auto, result };
  } catch (error) {
    return endWithError(project, runId, error, true);
  }
}
