import { existsSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, PretextError } from '../../shared/errors.ts';
import type { JobKind, JobResult, JobSpec } from '../../shared/training.ts';
import type { RunKind, RunRow } from '../store/runs.ts';
import { type JobHandlers, runJob } from '../training/run-job.ts';
import type { Project } from './project.ts';
import type { JobWatcher, Services } from './services.ts';
import { codeVersion, deviceName, engineVersion } from './versions.ts';

/** Checkpoints kept of a run: the newest, and one before it in case the newest is damaged. */
const keptCheckpoints = 2;

/** Records a new run as running. */
export function startRun(
  project: Project,
  run: {
    datasetId: number;
    parentRunId: number | null;
    kind: RunKind;
    config: unknown;
    seed: number;
    dataDigest: string;
  },
): number {
  return project.store.runs.create({ ...run, codeVersion, engineVersion, device: deviceName() });
}

/** @throws {PretextError} `not-found` */
export function runById(project: Project, id: number): RunRow {
  const run = project.store.runs.byId(id);
  if (run === undefined) {
    throw new PretextError('not-found', `The project ${project.name} has no run ${id}.`, {
      remedy: 'Choose one from the list of runs.',
      next: { do: 'list-runs', project: project.dir },
    });
  }
  return run;
}

/** A finished run of a kind. @throws {PretextError} `not-found`, `bad-usage` */
export function finishedRun(project: Project, id: number, kind: RunKind): RunRow {
  const run = runById(project, id);
  if (run.kind === kind && run.status === 'finished') return run;
  throw new PretextError('bad-usage', `Run ${id} is a ${run.kind} run and ${run.status}.`, {
    remedy: `Choose a finished ${kind} run.`,
  });
}

/** The newest finished run of a kind. @throws {PretextError} `no-data` */
export function latestFinished(project: Project, kind: RunKind): RunRow {
  const run = project.store.runs.latest(kind, 'finished');
  if (run !== undefined) return run;
  throw new PretextError('no-data', `The project ${project.name} has no finished ${kind} run.`, {
    remedy: kind === 'pretrain' ? 'Pretrain first.' : 'Fine-tune first.',
    next: { do: kind, project: project.dir },
  });
}

export function runDir(project: Project, runId: number): string {
  return project.path('runs', String(runId));
}

/**
 * Runs a job in a process of its own, keeping a run's records as it goes. Ctrl-C or a cancel button
 * asks the job to save and end.
 * @throws {PretextError} what the job threw; `training-died`
 */
export async function performJob<Kind extends JobKind>(
  spec: JobSpec<Kind>,
  { host, reporter, signal, watcher }: Services,
  handlers: JobHandlers = {},
): Promise<JobResult<Kind>> {
  signal.throwIfAborted();
  const job = runJob<Kind>(host, spec, {
    ...handlers,
    onProgress: (progress) => reporter.progress(progress),
    onSilence: (seconds) =>
      reporter.warn(
        `The training process has not answered for ${seconds} seconds: a long step, or it is stuck.`,
      ),
  });
  watcher?.onRunning(job);
  const stop = (): void => job.stop();
  signal.addEventListener('abort', stop);
  try {
    return await job.result;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Handlers that keep metrics, health and checkpoints of a run. */
export function recordingHandlers(
  project: Project,
  runId: number,
  watcher: JobWatcher | undefined,
): JobHandlers {
  const { runs } = project.store;
  return {
    onMetrics({ points, seconds }) {
      runs.addMetrics(runId, points, seconds);
      watcher?.onMetrics(points);
    },
    onHealth({ step, health, verdict }) {
      runs.setHealth(runId, { step, health, verdict });
      watcher?.onHealth({ step, health, verdict });
    },
    onCheckpoint({ step, file }) {
      runs.addCheckpoint(runId, step, project.relative(file));
      for (const old of runs.checkpoints(runId).slice(keptCheckpoints)) {
        rmSync(project.path(old.file), { force: true });
        runs.removeCheckpoint(runId, old.step);
      }
    },
  };
}

/**
 * Ends a run's record with what was thrown, and throws it on.
 * @param seconds of work, where no metrics have told them
 * @param resumable whether it goes on from what it has saved; otherwise it has to be started again
 */
export function endWithError(
  project: Project,
  runId: number,
  error: unknown,
  resumable: boolean,
  seconds?: number,
): never {
  const code = error instanceof PretextError ? error.code : 'training-failed';
  const status = code === 'training-died' || code === 'cancelled' ? 'interrupted' : 'failed';
  project.store.runs.end(runId, status, {
    error: messageOf(error),
    ...(seconds === undefined ? {} : { seconds }),
  });
  if (error instanceof PretextError && code === 'training-died') {
    throw new PretextError(error.code, error.message, {
      remedy: resumable
        ? 'Resume the run; nothing that was saved is lost.'
        : 'Start it again; nothing that was saved is lost.',
      ...(resumable ? { next: { do: 'resume', project: project.dir, run: runId } } : {}),
      cause: error,
    });
  }
  throw error;
}

/** Whole checkpoints of a run on disk, newest first: the files are the truth, records may lag. */
export function checkpointFiles(project: Project, runId: number): { step: number; file: string }[] {
  const dir = path.join(runDir(project, runId), 'checkpoints');
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .flatMap((name) => {
      const step = /^step-(\d+)\.safetensors$/.exec(name)?.[1];
      return step === undefined ? [] : [{ step: Number(step), file: path.join(dir, name) }];
    })
    .sort((a, b) => b.step - a.step);
}

/**
 * Removes a run's record and files.
 * @throws {PretextError} `not-found`; `busy` while it goes on; `bad-usage` when other runs use its encoder
 */
export async function removeRun(project: Project, id: number): Promise<void> {
  const run = runById(project, id);
  if (run.status === 'running') {
    throw new PretextError('busy', `Run ${id} is going on.`, { remedy: 'Cancel it first.' });
  }
  const children = project.store.runs.children(id);
  if (children.length > 0) {
    throw new PretextError(
      'bad-usage',
      `Run ${children.join(', ')} uses the encoder of run ${id}.`,
      {
        remedy: 'Remove that one first.',
      },
    );
  }
  // The record first: a folder without one is litter, a record without files is a lie.
  project.store.runs.remove(id);
  await rm(runDir(project, id), { recursive: true, force: true });
}
