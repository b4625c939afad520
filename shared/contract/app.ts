import { z } from 'zod';
import { call, nothing } from './call.ts';
import { filePath, problem, startedJob } from './primitives.ts';

/** The program and the machine under it. */

const engine = z.strictObject({
  installed: z.boolean(),
  version: z.string(),
  /** Why it cannot be used, and what to do; null when nothing is known to be wrong. */
  problem: problem.nullable(),
  /** How training steps run: `graph` is one native call a step; null before it was measured. */
  path: z.enum(['graph', 'eager']).nullable(),
  oneDnn: z.boolean().nullable(),
  /** Threads an operation may use. */
  threads: z.int().positive(),
  /** Images a second of the reference step (docs/benchmarks.md); null before it was measured. */
  imagesPerSecond: z.number().nullable(),
  measuredAt: z.string().nullable(),
});

export const shellKind = z.enum(['electron', 'web', 'none']);

/** What this shell can do that another cannot. */
export const capabilities = z.strictObject({
  /** `app.choosePaths` opens the system's dialog; otherwise files are uploaded. */
  nativeDialogs: z.boolean(),
  /** `exports.reveal` opens the system's file manager. */
  openFolder: z.boolean(),
  /** `exports.drag` lets files be dragged out of the window. */
  dragOut: z.boolean(),
  /** Files reach the app by upload and leave it by download. */
  uploads: z.boolean(),
});

const info = z.strictObject({
  name: z.string(),
  version: z.string(),
  platform: z.string(),
  arch: z.string(),
  node: z.string(),
  /** Processor and number of cores. */
  device: z.string(),
  shell: shellKind,
  capabilities,
  engine,
  /** Where settings and recent projects are kept. */
  home: z.string(),
});
export type AppInfo = z.infer<typeof info>;

export const appCalls = {
  'app.info': call(nothing, info),
  /** Measures how fast this machine trains (some seconds); estimates use it from then on. A job. */
  'app.measure': call(nothing, startedJob),
  /**
   * Opens the system's dialog. Empty when the person cancelled.
   * @throws `unsupported` in a shell without dialogs
   */
  'app.choosePaths': call(
    z.strictObject({
      /** `data` and `labels` are files or folders to read, the others a folder to write into. */
      what: z.enum(['data', 'labels', 'project', 'destination']),
    }),
    z.strictObject({ paths: z.array(filePath).max(1000) }),
  ),
};
