import { z } from 'zod';
import { finetuneOptionsSchema } from '../finetune-options.ts';
import { targetNames } from '../target.ts';
import { call, nothing } from './call.ts';
import { pretrainChoices } from './pretext.ts';
import {
  floatArray,
  idArray,
  inProject,
  runId,
  searchText,
  startedRun,
  time,
} from './primitives.ts';

/** Runs: every pretraining and fine-tuning, with all that decided it and came of it. */

const runKind = z.enum(['pretrain', 'finetune']);
const runStatus = z.enum(['running', 'finished', 'interrupted', 'failed']);

const runSummary = z.strictObject({
  run: runId,
  /** The run whose encoder it uses; null for a pretraining. */
  parent: runId.nullable(),
  kind: runKind,
  status: runStatus,
  /** `Find the other view, small-conv`; `12 labels, 3 classes`. */
  title: z.string(),
  createdAt: time,
  endedAt: time.nullable(),
  /** Of work, pauses left out. */
  seconds: z.number(),
  note: z.string(),
  starred: z.boolean(),
  error: z.string().nullable(),
  /** What a fine-tuning has learnt to tell; null of a pretraining. */
  target: z.enum(targetNames).nullable(),
  /** The one number that says most: kNN accuracy of a pretraining, test accuracy or R² of the best model. */
  headline: z
    .strictObject({ name: z.enum(['knn', 'accuracy', 'r2']), value: z.number() })
    .nullable(),
});
export type RunSummary = z.infer<typeof runSummary>;

/** One measure over the steps; both arrays have one length. */
const series = z.strictObject({
  /** `loss`, `learning_rate`, `samples_per_second`, `knn`, `embedding_std`, `effective_rank`, … */
  name: z.string(),
  steps: idArray,
  values: floatArray,
});
export type Series = z.infer<typeof series>;

export const health = z.strictObject({
  embeddingStd: z.number().nullable(),
  effectiveRank: z.number().nullable(),
  alignment: z.number().nullable(),
  uniformity: z.number().nullable(),
  knn: z.number().nullable(),
  heldOutLoss: z.number().nullable(),
});
export const verdict = z.strictObject({
  state: z.enum(['starting', 'learning', 'stalled', 'overfitting', 'collapsed']),
  sentence: z.string(),
  advice: z.string(),
});

/** A short pretraining by one method, judged under one augmentation for all; measures are null when it broke down. */
const trial = z.strictObject({
  method: z.string(),
  title: z.string(),
  steps: z.int(),
  /** Of training. */
  seconds: z.number(),
  state: z.enum([...verdict.shape.state.options, 'broken']),
  measures: z
    .strictObject({
      /** Share of views that find the other view of their image. */
      retrieval: z.number().nullable(),
      /** Accuracy of the kNN probe; null without labels. */
      knn: z.number().nullable(),
      effectiveRank: z.number().nullable(),
      alignment: z.number().nullable(),
      uniformity: z.number().nullable(),
    })
    .nullable(),
});

/** How a run's method was chosen by trials. */
const autoChoice = z.strictObject({
  /** To be tried, in this order; trials that are done come first. */
  candidates: z.array(z.strictObject({ method: z.string(), title: z.string() })),
  trials: z.array(trial),
  /** Labels that they were judged by. */
  labels: z.int(),
  /** That all of it took. */
  seconds: z.number(),
  /** What was chosen, and why in a sentence; null until all trials are done. */
  chosen: z.strictObject({ method: z.string(), title: z.string(), reason: z.string() }).nullable(),
});
export type AutoChoice = z.infer<typeof autoChoice>;

const runDetails = runSummary.extend({
  /** Settings by name, flat. */
  config: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Of a pretraining whose method was, or is being, chosen by trials. */
  auto: autoChoice.nullable(),
  seed: z.int(),
  codeVersion: z.string(),
  engineVersion: z.string(),
  device: z.string(),
  /** Of a pretraining. */
  pretraining: z
    .strictObject({
      steps: z.int(),
      samplesPerSecond: z.number(),
      lossFirst: z.number(),
      lossLast: z.number(),
      health,
      verdict,
    })
    .nullable(),
  series: z.array(series),
  /** Whole checkpoints on disk, newest first. */
  checkpoints: z.array(z.strictObject({ step: z.int(), bytes: z.int() })),
  /** Whether the images have changed since. */
  dataChanged: z.boolean(),
  /** Runs that use its encoder. */
  children: z.array(runId),
  canResume: z.boolean(),
  canKeepGoing: z.boolean(),
  /** A pretraining that ended before its time, and has a checkpoint. */
  canBeUsed: z.boolean(),
});
export type RunDetails = z.infer<typeof runDetails>;

const oneRun = z.strictObject({ ...inProject, run: runId });
/** Changes to a run's settings, for another run. */
const changes = pretrainChoices.partial();

export const runsCalls = {
  /** Newest first. */
  'runs.list': call(
    z.strictObject({
      ...inProject,
      kind: runKind.optional(),
      status: runStatus.optional(),
      starred: z.boolean().optional(),
      /** Part of the title or the note. */
      text: searchText.optional(),
    }),
    z.strictObject({ runs: z.array(runSummary) }),
  ),
  'runs.get': call(
    z.strictObject({
      ...inProject,
      run: runId,
      /** Points of a series at most; longer ones are thinned evenly, first and last kept. */
      points: z.int().min(2).max(100_000).default(2000),
    }),
    runDetails,
  ),
  /** @throws `busy` while another training job of the project goes on; `bad-usage`, `no-data` */
  'runs.startPretrain': call(
    z.strictObject({ ...inProject, choices: pretrainChoices }),
    startedRun,
  ),
  /** Goes on with an interrupted or failed pretraining from its newest whole checkpoint. */
  'runs.resume': call(oneRun, startedRun),
  /** Gives a pretraining more time; it goes on where it was. */
  'runs.keepGoing': call(
    z.strictObject({
      ...inProject,
      run: runId,
      minutes: z
        .number()
        .positive()
        .max(60 * 24 * 30),
    }),
    startedRun,
  ),
  /**
   * Ends a pretraining that was interrupted where it is: what its newest whole checkpoint has learned is its encoder.
   * @throws `bad-usage` when it has none
   */
  'runs.useAsItIs': call(oneRun, startedRun),
  /** Trains every kind of classifier, or regressor, on the labels there are now, with a pretraining's encoder. */
  'runs.finetune': call(
    z.strictObject({
      ...inProject,
      run: runId,
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .default(1),
      ...finetuneOptionsSchema.shape,
    }),
    startedRun,
  ),
  /** A new run with a run's settings and some changes. Of a fine-tuning, only the seed can change. */
  'runs.rerun': call(z.strictObject({ ...inProject, run: runId, changes }), startedRun),
  'runs.setNote': call(
    z.strictObject({ ...inProject, run: runId, note: z.string().max(10_000) }),
    nothing,
  ),
  'runs.setStar': call(z.strictObject({ ...inProject, run: runId, starred: z.boolean() }), nothing),
  /** Removes a run, its files and its exports' records. @throws `busy`; `bad-usage` when others use its encoder */
  'runs.remove': call(oneRun, nothing),
  'runs.compare': call(
    z.strictObject({
      ...inProject,
      runs: z.array(runId).min(2).max(8),
      points: z.int().min(2).max(100_000).default(1000),
    }),
    z.strictObject({
      runs: z.array(runSummary),
      /** A row a setting or result; `values` in the order of `runs`, null where a run has none. */
      rows: z.array(
        z.strictObject({
          name: z.string(),
          group: z.enum(['setting', 'result']),
          values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
          differs: z.boolean(),
        }),
      ),
      series: z.array(z.strictObject({ run: runId, series: z.array(series) })),
    }),
  ),
};
