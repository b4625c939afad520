import { z } from 'zod';
import { targetNames } from '../target.ts';
import { call } from './call.ts';
import { exportId, jobId, problem, projectId, runId, time } from './primitives.ts';
import { health, verdict } from './runs.ts';

/** Jobs: work under way. They belong to the app, not to a window: a reloaded one finds them here. */

export const jobKind = z.enum([
  'import',
  'labels',
  'pretrain',
  'finetune',
  'map',
  'clusters',
  'anomalies',
  'connect',
  'curve',
  'predict',
  'export',
  'search',
  'measure',
]);
export type JobKind = z.infer<typeof jobKind>;

export const jobState = z.enum([
  'running',
  'paused',
  /** Asked to save and end. */
  'stopping',
  'finished',
  'cancelled',
  'failed',
]);

/** What came of a job, in short; the rest is asked for by its noun's calls. */
const jobResult = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('import'),
    imported: z.int(),
    duplicates: z.int(),
    nearDuplicateGroups: z.int(),
    skipped: z.int(),
    ignored: z.int(),
    /** Sentences on what was guessed, and what of it is left out. */
    notes: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal('labels'),
    labelled: z.int(),
    problems: z.array(z.string()),
    /** Whether they were found to be numbers, which labels are from now on. */
    foundNumbers: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('pretrain'), run: runId, steps: z.int(), verdict }),
  z.strictObject({ kind: z.literal('finetune'), run: runId, winner: z.string() }),
  z.strictObject({ kind: z.literal('map'), run: runId, samples: z.int() }),
  z.strictObject({ kind: z.literal('clusters'), run: runId, clusters: z.int() }),
  z.strictObject({ kind: z.literal('anomalies'), run: runId, samples: z.int() }),
  z.strictObject({ kind: z.literal('connect'), run: runId }),
  z.strictObject({ kind: z.literal('curve'), run: runId, points: z.int() }),
  z.strictObject({
    kind: z.literal('predict'),
    target: z.enum(targetNames),
    predictions: z.int(),
    skipped: z.int(),
  }),
  z.strictObject({ kind: z.literal('export'), exports: z.array(exportId) }),
  z.strictObject({ kind: z.literal('search'), texts: z.int() }),
  z.strictObject({ kind: z.literal('measure'), imagesPerSecond: z.number() }),
]);

export const job = z.strictObject({
  job: jobId,
  kind: jobKind,
  /** Null for work on no project. */
  project: projectId.nullable(),
  run: runId.nullable(),
  state: jobState,
  /** What is being done: `reading headers`, `pretraining`, `fine_tuned`, … */
  stage: z.string(),
  /** 0…1 of the stage. */
  share: z.number().min(0).max(1),
  step: z.int().nullable(),
  loss: z.number().nullable(),
  learningRate: z.number().nullable(),
  samplesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  startedAt: time,
  endedAt: time.nullable(),
  /** What did not go as asked, but stopped nothing; the last hundred. */
  warnings: z.array(z.string()),
  /** The newest health of a pretraining under way. */
  health: z.strictObject({ step: z.int(), health, verdict }).nullable(),
  error: problem.nullable(),
  result: jobResult.nullable(),
});
export type Job = z.infer<typeof job>;

const oneJob = z.strictObject({ job: jobId });

export const jobsCalls = {
  /** Those under way and those that ended lately, newest first. */
  'jobs.list': call(
    z.strictObject({ project: projectId.optional() }),
    z.strictObject({ jobs: z.array(job) }),
  ),
  'jobs.get': call(oneJob, job),
  /** @throws `bad-usage` for a job that cannot be paused, such as an import */
  'jobs.pause': call(oneJob, job),
  'jobs.resume': call(oneJob, job),
  /** Saves what can be saved and ends; a pretraining can be resumed. Answers at once. */
  'jobs.cancel': call(oneJob, job),
};
