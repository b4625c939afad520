import { z } from 'zod';
import { call } from './call.ts';
import { neighbour } from './explore.ts';
import { inProject, jobId, runId, sources, startedJob, window } from './primitives.ts';
import { classifierKind } from './results.ts';

/** Classes of new images. */

const model = {
  ...inProject,
  /** The newest finished fine-tuning when left out. */
  run: runId.optional(),
  /** The best of the run when left out. */
  kind: classifierKind.optional(),
};

const prediction = z.strictObject({
  /** Place in the job's list; its picture is `images/predictions/<job>/<index>`. */
  index: z.int().min(0),
  path: z.string(),
  className: z.string(),
  /** Probability of the class, 0…1. */
  confidence: z.number(),
  /** In the order of `classes`. */
  probabilities: z.array(z.number()),
  /** Training samples that the encoder finds alike, nearest first. */
  nearest: z.array(neighbour),
});
export type Prediction = z.infer<typeof prediction>;

export const predictCalls = {
  /** Predicts files, folders and zips. A job; its predictions are kept until the app ends. */
  'predict.start': call(z.strictObject({ ...model, sources }), startedJob),
  'predict.page': call(
    z.strictObject({
      job: jobId,
      order: z.enum(['given', 'most-confident', 'least-confident']),
      ...window,
    }),
    z.strictObject({
      total: z.int().min(0),
      classes: z.array(z.string()),
      predictions: z.array(prediction),
      skipped: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
    }),
  ),
  /** All predictions as CSV text. */
  'predict.csv': call(z.strictObject({ job: jobId }), z.strictObject({ csv: z.string() })),
  /** Predicts one picture at once: a frame of the webcam, as PNG, JPEG or WebP. @throws `bad-input` */
  'predict.image': call(
    z.strictObject({
      ...model,
      image: z.custom<Uint8Array>(
        (data) => data instanceof Uint8Array && data.length <= 16 * 1024 * 1024,
        'A picture of at most 16 MiB is needed.',
      ),
    }),
    z.strictObject({ classes: z.array(z.string()), prediction }),
  ),
};
