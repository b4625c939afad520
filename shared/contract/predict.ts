import { z } from 'zod';
import { predictionIntervalSchema, unsureBasis, unsureSchema } from '../training.ts';
import { call, nothing } from './call.ts';
import { neighbour } from './explore.ts';
import { inProject, interval, jobId, runId, sources, startedJob, window } from './primitives.ts';
import { modelKind } from './results.ts';

/** Classes, or numbers, of new samples. */

const model = {
  ...inProject,
  /** The newest finished fine-tuning when left out. */
  run: runId.optional(),
  /** The best of the run when left out. */
  kind: modelKind.optional(),
};

const prediction = z.strictObject({
  /** Place in the job's list; its picture is `images/predictions/<job>/<index>`. */
  index: z.int().min(0),
  path: z.string(),
  className: z.string(),
  /** Probability of the class, 0…1. */
  confidence: z.number(),
  /** Whether that is too little to answer: the class is only the likeliest. */
  unsure: z.boolean(),
  /** Whether it is unlike the training images; null when there is no encoder to tell. */
  unfamiliar: z.boolean().nullable(),
  /** In the order of `classes`. */
  probabilities: z.array(z.number()),
  /** Training samples that the encoder finds alike, nearest first. */
  nearest: z.array(neighbour),
});
export type Prediction = z.infer<typeof prediction>;

const number = z.strictObject({
  /** As that of a class. */
  index: z.int().min(0),
  path: z.string(),
  value: z.number(),
  /** Where the truth should lie; null when the model was not tried on labels enough. */
  interval: interval.nullable(),
  unfamiliar: z.boolean().nullable(),
  nearest: z.array(neighbour),
});
export type NumberPrediction = z.infer<typeof number>;

/** Accuracies of the answers that a person can ask for. */
export const askedAccuracies = [0.8, 0.9, 0.95, 0.99] as const;
/** A probability in hundredths. */
const threshold = z.number().min(0).max(0.99);

const unsure = z.strictObject({
  /** Probability of the likeliest class below which the answer is "unsure". */
  below: threshold,
  /** Whether a person has set it. */
  isOwn: z.boolean(),
  /** On training labels that were hidden from the model; null when there were none, or in runs of earlier versions. */
  found: unsureSchema.nullable(),
  /** The threshold for each of `askedAccuracies`, and whether the hidden labels show that it does; empty without them. */
  choices: z.array(z.strictObject({ accuracy: z.number(), below: threshold, basis: unsureBasis })),
});
export type Unsure = z.infer<typeof unsure>;

/** What could not be read: the first of it, and how much there is. */
const skippedPart = {
  skipped: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
  skippedCount: z.int().min(0),
};

export const predictCalls = {
  /** Predicts files, folders and zips. A job; its predictions are kept until the app ends. */
  'predict.start': call(z.strictObject({ ...model, sources }), startedJob),
  /** Of a job that predicted numbers. */
  'predict.numbers': call(
    z.strictObject({ job: jobId, order: z.enum(['given', 'smallest', 'largest']), ...window }),
    z.strictObject({
      total: z.int().min(0),
      unfamiliar: z.int().min(0),
      /** How far off they may be. */
      interval: predictionIntervalSchema.nullable(),
      predictions: z.array(number),
      ...skippedPart,
    }),
  ),
  /** Of a job that predicted classes. */
  'predict.page': call(
    z.strictObject({
      job: jobId,
      order: z.enum(['given', 'most-confident', 'least-confident']),
      ...window,
    }),
    z.strictObject({
      total: z.int().min(0),
      /** Of all of them, not of this page alone. */
      unsure: z.int().min(0),
      unfamiliar: z.int().min(0),
      classes: z.array(z.string()),
      predictions: z.array(prediction),
      ...skippedPart,
    }),
  ),
  /** When the model says "unsure". */
  'predict.unsure': call(z.strictObject(model), unsure),
  /** Sets the threshold of the model, also for predictions that are kept; null for the one that was found. */
  'predict.setUnsure': call(z.strictObject({ ...model, below: threshold.nullable() }), nothing),
  /** All predictions as CSV text. */
  'predict.csv': call(z.strictObject({ job: jobId }), z.strictObject({ csv: z.string() })),
  /** Predicts one picture at once: a frame of the webcam, as PNG, JPEG or WebP. @throws `bad-input`; `unsupported` by a model of numbers */
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
  /** Predicts what a microphone has recorded, a WAV file, as `predict.start` does. */
  'predict.sound': call(
    z.strictObject({
      ...model,
      wav: z.custom<Uint8Array>(
        (data) => data instanceof Uint8Array && data.length <= 16 * 1024 * 1024,
        'A recording of at most 16 MiB is needed.',
      ),
    }),
    startedJob,
  ),
};
