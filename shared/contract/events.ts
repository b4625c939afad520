import { z } from 'zod';
import { job } from './jobs.ts';
import { jobId, projectId, runId } from './primitives.ts';
import { health, verdict } from './runs.ts';

/** What the app tells by itself. Every window gets all events; after a reload, ask `jobs.list` first. */
export const event = z.discriminatedUnion('type', [
  /** A job as it is now; at most ten a second each, and always the last. */
  z.strictObject({ type: z.literal('job'), job }),
  /** New points of a run under way, to be appended to its series. */
  z.strictObject({
    type: z.literal('metrics'),
    project: projectId,
    run: runId,
    job: jobId,
    points: z.array(z.strictObject({ name: z.string(), step: z.int(), value: z.number() })),
  }),
  z.strictObject({
    type: z.literal('health'),
    project: projectId,
    run: runId,
    job: jobId,
    step: z.int(),
    health,
    verdict,
  }),
  /** Something on disk is different: who shows it asks again. */
  z.strictObject({
    type: z.literal('changed'),
    /** Null for `projects` and `settings`. */
    project: projectId.nullable(),
    what: z.enum([
      'data',
      'labels',
      'kept',
      'runs',
      'exports',
      'map',
      'clusters',
      'anomalies',
      'curve',
      'unsure',
      'projects',
      'settings',
    ]),
  }),
]);
export type AppEvent = z.infer<typeof event>;
