import { z } from 'zod';
import { sampleProjectNames } from '../sample-projects.ts';
import { dataKindNames } from '../sample-spec.ts';
import { targetNames } from '../target.ts';
import { call, nothing } from './call.ts';
import {
  displayName,
  filePath,
  inProject,
  jobId,
  projectId,
  runId,
  sampleId,
  time,
} from './primitives.ts';

/** Projects: folders called NAME.pretext. The app keeps a list of those it has seen. */

const lastRun = z.strictObject({
  run: runId,
  kind: z.enum(['pretrain', 'finetune']),
  status: z.enum(['running', 'finished', 'interrupted', 'failed']),
  createdAt: time,
});

const projectSummary = z.strictObject({
  project: projectId,
  name: z.string(),
  /** The project's folder. */
  path: filePath,
  openedAt: time,
  /** Whether the app has it open now. */
  open: z.boolean(),
  /** Whether its folder is no longer there. */
  missing: z.boolean(),
  /** Samples ready to be trained on, as last seen. */
  samples: z.int().min(0),
  /** Of its data; null before the first import, and of a closed project of an earlier version. */
  dataKind: z.enum(dataKindNames).nullable(),
  /** Up to eight samples to show as a preview; their pictures are there when the project is closed, too. */
  previewSamples: z.array(sampleId).max(8),
  lastRun: lastRun.nullable(),
});
export type ProjectSummary = z.infer<typeof projectSummary>;

/** How far a project is: what the next step needs. */
const projectState = projectSummary.extend({
  /** What its labels are. */
  target: z.enum(targetNames),
  /** Frames on the picture of a clip; null of other data. */
  clipFrames: z.int().min(2).nullable(),
  train: z.int().min(0),
  test: z.int().min(0),
  labelledTrain: z.int().min(0),
  labelledTest: z.int().min(0),
  /** Classes that training labels use; none where they are numbers. */
  classes: z.int().min(0),
  pretrainRuns: z.int().min(0),
  finetuneRuns: z.int().min(0),
  exports: z.int().min(0),
  /** The newest finished runs: what screens show when none was chosen. */
  latestPretrain: runId.nullable(),
  /** Where no pretraining is finished: the newest that ended before its time and can be used as it is. */
  endedEarly: runId.nullable(),
  latestFinetune: runId.nullable(),
});
export type ProjectState = z.infer<typeof projectState>;

export const projectsCalls = {
  /** The projects seen lately, the last opened first. */
  'projects.list': call(nothing, z.strictObject({ projects: z.array(projectSummary) })),
  /** Of an open project. */
  'projects.get': call(z.strictObject(inProject), projectState),
  /**
   * Makes an empty project and opens it.
   * @throws `already-exists`
   */
  'projects.create': call(
    z.strictObject({
      name: displayName,
      /** Folder to make it in; the one from the settings when null. */
      folder: filePath.nullable(),
    }),
    projectSummary,
  ),
  /**
   * Opens a project by its place in the list or by its folder.
   * @throws `not-found`, `too-new`, `store`; `busy` when another program has it open
   */
  'projects.open': call(
    z.union([z.strictObject(inProject), z.strictObject({ path: filePath })]),
    projectSummary,
  ),
  /** @throws `busy` while a job of the project goes on */
  'projects.close': call(z.strictObject(inProject), nothing),
  /** Takes a project off the list. Its folder stays as it is. @throws `busy` */
  'projects.forget': call(z.strictObject(inProject), nothing),
  /** Changes the name that is shown; the folder keeps its own. */
  'projects.rename': call(z.strictObject({ ...inProject, name: displayName }), projectSummary),
  /** Makes a project of the sample data, opens it and starts importing. */
  'projects.createSample': call(
    z.strictObject({
      /** Pictures of clothes when left out. */
      sample: z.enum(sampleProjectNames).optional(),
      /** Gives the training labels that come with the sample data too; test labels always come. */
      withLabels: z.boolean(),
      folder: filePath.nullable(),
    }),
    z.strictObject({ project: projectSummary, job: jobId }),
  ),
};
