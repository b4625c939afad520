import { z } from 'zod';
import { call } from './call.ts';
import { inProject, runId, sampleId, sampleIds, window } from './primitives.ts';

/** Labels that self-training kept, round by round. Each that is taken back is on disk before the call answers. */

const round = z.int().min(1).max(1000);

const keptLabel = z.strictObject({
  sample: sampleId,
  path: z.string(),
  /** Indices of the run's classes. What it was called in the round before, kept or not; null in the first. */
  class: z.int().min(0),
  before: z.int().min(0).nullable(),
  /** Probability of the class, 0…1. */
  sureness: z.number(),
  /** Whether fine-tuning will not keep it again. */
  takenBack: z.boolean(),
  /** The label that a person has given the sample by now. */
  now: z.string().nullable(),
});
export type KeptLabel = z.infer<typeof keptLabel>;

const changed = z.strictObject({ changed: z.int().min(0) });

export const keptCalls = {
  /** What each round of a fine-tuning kept; null where nothing was, and for runs of earlier versions. */
  'kept.rounds': call(
    z.strictObject({ ...inProject, run: runId }),
    z.strictObject({
      rounds: z
        .array(
          z.strictObject({
            perClass: z.array(z.int().min(0)),
            /** Those of samples that the teacher of the round before called otherwise, as the run's results say. */
            changed: z.int().min(0),
          }),
        )
        .nullable(),
      /** Labels taken back since the run began. */
      takenBackSince: z.int().min(0),
      /** What `kept.undo` would undo; null when there is nothing. */
      undo: z.string().nullable(),
      redo: z.string().nullable(),
    }),
  ),
  /** @throws `no-data`, `not-found` */
  'kept.page': call(
    z.strictObject({
      ...inProject,
      run: runId,
      round,
      class: z.int().min(0).optional(),
      onlyChanged: z.boolean(),
      order: z.enum(['least-sure', 'surest']),
      ...window,
    }),
    z.strictObject({ total: z.int().min(0), labels: z.array(keptLabel) }),
  ),
  /** Takes back the labels that a round kept of samples. @throws `not-found` when it kept none of one */
  'kept.takeBack': call(
    z.strictObject({ ...inProject, run: runId, round, samples: sampleIds }),
    changed,
  ),
  /** Undoes the last taking back. Without limit; survives a restart. */
  'kept.undo': call(z.strictObject(inProject), changed),
  'kept.redo': call(z.strictObject(inProject), changed),
};
