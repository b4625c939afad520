import { z } from 'zod';
import { call } from './call.ts';
import { bytes, inProject, methodName, registryName, runId, sampleId } from './primitives.ts';

/** Pretext tasks: what supervision can be invented out of this data. */

const passes = z.number().positive().max(1e6).optional();

/** What a person may choose of a pretraining; the rest are the task's defaults. */
export const pretrainChoices = z.strictObject({
  /** A method's name, or `auto`: trials choose one. */
  task: methodName,
  encoder: registryName.optional(),
  optimizer: registryName.optional(),
  learningRate: z.number().positive().max(100).optional(),
  weightDecay: z.number().min(0).max(100).optional(),
  batchSize: z.int().min(2).max(4096).optional(),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
  /** Minutes or steps, not both; three minutes when both are left out. */
  minutes: z
    .number()
    .positive()
    .max(60 * 24 * 30)
    .optional(),
  /** With minutes: ends them sooner, once each sample has been seen so often. */
  passes,
  steps: z.int().positive().max(1e9).optional(),
});
export type PretrainChoices = z.infer<typeof pretrainChoices>;

const task = z.strictObject({
  name: registryName,
  title: z.string(),
  /** What the model has to work out, in plain words. */
  question: z.string(),
  paper: z.string(),
  /** That it can train. */
  encoders: z.array(registryName).min(1),
  /** Whether it can be one of two. */
  combines: z.boolean(),
  defaults: z.strictObject({
    /** Where it is not the recommended one. */
    encoder: registryName.optional(),
    /** That are enough, where it is not the recommended time. */
    minutes: z.number().optional(),
    optimizer: registryName,
    learningRate: z.number(),
    weightDecay: z.number(),
    batchSize: z.int(),
  }),
});
export type PretextTaskInfo = z.infer<typeof task>;

const recommendation = z.strictObject({
  task: registryName,
  encoder: registryName,
  batchSize: z.int(),
  minutes: z.number(),
  /** Passes that are enough: on a small set more of them are learned by heart. */
  passes: z.number().positive(),
  /** Why, out of this data: sentences. */
  reasons: z.array(z.string()).min(1),
});

const example = z.strictObject({
  sample: sampleId,
  images: z.array(
    z.strictObject({
      /** What was done to it: `original`, `view 1`, `90°`, `hidden`. */
      caption: z.string(),
      /** PNG; of a text SVG. */
      png: bytes,
    }),
  ),
});

/** A run of words. */
const passage = z.strictObject({
  text: z.string(),
  /** Other than what the model was shown. */
  marked: z.boolean(),
});
export type Passage = z.infer<typeof passage>;

/** Of a row of a table; `marked` as of a passage. */
const shownValue = z.strictObject({ column: z.string(), value: z.string(), marked: z.boolean() });
export type ShownValue = z.infer<typeof shownValue>;

const guessed = z.strictObject({
  sample: sampleId,
  images: z.array(
    z.strictObject({
      /** `shown`, `turned back as guessed`; `hidden`, `filled in`; `view`, `taken for`. */
      caption: z.string(),
      /** PNG; of a text SVG. */
      png: bytes,
      /** `right`, `wrong: 90°, 83 % sure`; null where the picture says it all. */
      text: z.string().nullable(),
      /** Of a text, around what changes; null of other data. */
      words: z.array(passage).nullable(),
      /** Of a row, what changes first; null of other data. */
      values: z.array(shownValue).nullable(),
    }),
  ),
});

const estimate = z.strictObject({
  steps: z.int().min(0),
  /** Times each image is seen. */
  passes: z.number().min(0),
  /** Of training: fewer than the time given where passes end it sooner. */
  seconds: z.number().min(0),
  imagesPerSecond: z.number().positive(),
  /** What the speed is known from: a run of this project alike, the measured machine, or neither. */
  basis: z.enum(['earlier-run', 'machine', 'guess']),
});

const trials = z.strictObject({
  /** In the order that they are tried in. */
  candidates: z.array(z.strictObject({ name: registryName, title: z.string() })).min(1),
  /** Of training, for each. */
  secondsEach: z.number().positive(),
  /** From this many on, labels help to judge. */
  labelsWanted: z.int().positive(),
});

export type GuessedExample = z.infer<typeof guessed>;

export const pretextCalls = {
  /** @throws `no-data` before the first import */
  'pretext.tasks': call(
    z.strictObject(inProject),
    z.strictObject({
      tasks: z.array(task),
      encoders: z.array(registryName),
      optimizers: z.array(registryName),
      recommendation,
    }),
  ),
  /** Some images of this data as the task shows them to the model. Takes a second or two. */
  'pretext.preview': call(
    z.strictObject({
      ...inProject,
      task: methodName,
      /** Chosen from the data when left out. */
      samples: z.array(sampleId).min(1).max(16).optional(),
      /** Another number gives other views. */
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1),
    }),
    z.strictObject({ examples: z.array(example) }),
  ),
  /**
   * What a pretraining's model makes of its task by now, on some images; also while it runs, from its newest
   * checkpoint. Takes a second or two.
   * @throws `no-data` before the first checkpoint
   */
  'pretext.guesses': call(
    z.strictObject({
      ...inProject,
      run: runId,
      /** Chosen from the data when left out. */
      samples: z.array(sampleId).min(1).max(16).optional(),
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1),
    }),
    z.strictObject({
      /** Of the checkpoint. */
      step: z.int().min(0),
      examples: z.array(guessed),
    }),
  ),
  /** What would be tried to choose a task in some time. */
  'pretext.trials': call(
    z.strictObject({
      ...inProject,
      encoder: registryName,
      minutes: z
        .number()
        .positive()
        .max(60 * 24 * 30),
    }),
    trials,
  ),
  /** How many steps and passes a time buys. */
  'pretext.estimate': call(
    z.strictObject({
      ...inProject,
      task: methodName,
      encoder: registryName,
      batchSize: z.int().min(2).max(4096),
      minutes: z
        .number()
        .positive()
        .max(60 * 24 * 30),
      passes,
    }),
    estimate,
  ),
};
