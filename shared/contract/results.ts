import { z } from 'zod';
import { classifierKindNames } from '../classifier-kinds.ts';
import { regressorKindNames } from '../regressor-kinds.ts';
import { targetNames } from '../target.ts';
import {
  calibrationSchema,
  jobs,
  modelKindNames,
  predictionIntervalSchema,
  regressionScoresSchema,
  selfTrainingRoundSchema,
} from '../training.ts';
import { call } from './call.ts';
import {
  floatArray,
  idArray,
  inProject,
  interval,
  runId,
  sampleId,
  startedJob,
  window,
} from './primitives.ts';

/** What a fine-tuning came to, against baselines on the same labels. */

export const classifierKind = z.enum(classifierKindNames);
export type ClassifierKind = z.infer<typeof classifierKind>;
export const regressorKind = z.enum(regressorKindNames);
export type RegressorKind = z.infer<typeof regressorKind>;
export const modelKind = z.enum(modelKindNames);
export type ModelKind = z.infer<typeof modelKind>;

const perClass = z.strictObject({
  /** Index in `classes`. */
  class: z.int().min(0),
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  /** Test samples of the class. */
  support: z.int(),
});

const score = z.strictObject({
  kind: classifierKind,
  /** `linear probe on the pretrained encoder`. */
  title: z.string(),
  accuracy: z.number(),
  accuracyInterval: interval,
  macroF1: z.number(),
  perClass: z.array(perClass),
  /** `confusion[true][predicted]`: counts. */
  confusion: z.array(z.array(z.int())),
  /** What the best model is ahead by on the same test images; null for the best itself. */
  behind: z.strictObject({ difference: z.number(), interval }).nullable(),
});

const results = z.strictObject({
  run: runId,
  /** The pretraining whose encoder was used. */
  pretrain: runId,
  /** Names, in the order of the models' outputs. */
  classes: z.array(z.string()),
  labels: z.int().min(0),
  testSamples: z.int().min(0),
  /** Plainest first; empty without test images. */
  scores: z.array(score),
  /** The highest accuracy on the test samples. */
  best: classifierKind.nullable(),
  /** The one to use when none is named. */
  recommended: classifierKind,
  /** Which is best, and how sure that is. */
  winner: z.string(),
  /** What training labels alone speak for; null for runs of earlier versions. */
  chosen: z
    .strictObject({
      kind: classifierKind,
      /** Why, as a sentence. */
      reason: z.string(),
    })
    .nullable(),
  /** Plainest first: how often each was right on training labels that were hidden from it. */
  estimates: z.array(
    z.strictObject({ kind: classifierKind, accuracy: z.number(), interval, tried: z.int() }),
  ),
  /** Rounds of self-training, the first first; empty for runs of earlier versions. */
  rounds: z.array(selfTrainingRoundSchema),
  /** Plainest first: whether each is as sure as it is right; empty for runs of earlier versions. */
  calibration: z.array(calibrationSchema.extend({ kind: classifierKind })),
  /** Whether predictions of single test samples are kept. */
  hasPredictions: z.boolean(),
});
export type Results = z.infer<typeof results>;

const numberScore = regressionScoresSchema.extend({
  kind: regressorKind,
  /** How much larger its error is than the best's on the same test samples; null for the best itself, and without a test. */
  behind: z.strictObject({ difference: z.number(), interval }).nullable(),
  /** How far off its values may be, by hidden labels; null when it was not tried on labels enough. */
  interval: predictionIntervalSchema.nullable(),
  /** The share of test samples within; null without a test. */
  held: z.number().nullable(),
});

/** What a fine-tuning on numbers came to. */
const numberResults = z.strictObject({
  run: runId,
  pretrain: runId,
  labels: z.int().min(0),
  /** Least and greatest training label. */
  range: interval,
  testSamples: z.int().min(0),
  /** Plainest first; empty without test samples. */
  scores: z.array(numberScore),
  /** Plainest first: on training labels that were hidden from each. */
  estimates: z.array(numberScore),
  /** The least error on the test samples. */
  best: regressorKind.nullable(),
  /** The one to use when none is named. */
  recommended: regressorKind,
  /** What training labels alone speak for. */
  chosen: regressorKind,
  /** Of the best with the pretrained encoder against the best baseline, on the same test samples. */
  pretraining: jobs.regress.result.shape.pretraining,
});
export type NumberResults = z.infer<typeof numberResults>;

const prediction = z.strictObject({
  sample: sampleId,
  /** Indices in `classes`. */
  true: z.int().min(0),
  predicted: z.int().min(0),
  /** Of the predicted class, and of the true one; 0…1. */
  probability: z.number(),
  trueProbability: z.number(),
});

const curvePoint = z.strictObject({
  labels: z.int().positive(),
  /** Cross-validated accuracy of a linear probe, of numbers its root mean squared error, mean over draws of the labels. */
  value: z.number(),
  /** 95 % interval. */
  interval,
});

export const resultsCalls = {
  /** Of a finished fine-tuning run on classes. */
  'results.get': call(z.strictObject({ ...inProject, run: runId }), results),
  /** Of a finished fine-tuning run on numbers. */
  'results.numbers': call(z.strictObject({ ...inProject, run: runId }), numberResults),
  /** What a regressor said of each test sample, and the sample's label. */
  'results.testValues': call(
    z.strictObject({ ...inProject, run: runId, kind: regressorKind }),
    z.strictObject({ samples: idArray, targets: floatArray, values: floatArray }),
  ),
  /** Predictions of single test samples: mistakes by confidence, or the samples of a cell. */
  'results.predictions': call(
    z.strictObject({
      ...inProject,
      run: runId,
      /** The best when left out. */
      kind: classifierKind.optional(),
      onlyMistakes: z.boolean(),
      true: z.int().min(0).optional(),
      predicted: z.int().min(0).optional(),
      order: z.enum(['most-confident', 'least-confident']),
      ...window,
    }),
    z.strictObject({
      kind: classifierKind,
      total: z.int().min(0),
      predictions: z.array(prediction),
    }),
  ),
  /** Accuracy, of numbers the error, over the number of labels, with a pretraining's embeddings and the labels of now. A job. */
  'results.computeCurve': call(z.strictObject({ ...inProject, run: runId }), startedJob),
  /** The curve computed last of a pretraining; null when there is none. */
  'results.curve': call(
    z.strictObject({ ...inProject, run: runId }),
    z.strictObject({
      curve: z
        .strictObject({
          target: z.enum(targetNames),
          points: z.array(curvePoint),
          computedAt: z.string(),
        })
        .nullable(),
    }),
  ),
};
