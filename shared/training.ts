import { z } from 'zod';
import { classifierKindNames } from './classifier-kinds.ts';
import { finetuneOptionsSchema } from './finetune-options.ts';
import { regressorKindNames } from './regressor-kinds.ts';
import { sampleSpecSchema } from './sample-spec.ts';
import { suggestionStrategyNames } from './suggestion-strategies.ts';

/** What the app and the training process say to each other. Checked on both sides. */

/** Rows of packs: `row[i]` of `files[file[i]]`. Kept flat, since there may be 100,000. */
const imageRowsSchema = z.strictObject({
  files: z.array(z.string()),
  file: z.array(z.int().min(0)),
  row: z.array(z.int().min(0)),
  /** Number of the file that each was cut from, for tasks that compare files; left out where each is a file of its own. */
  fileOf: z.array(z.int().min(0)).optional(),
});
export type ImageRows = z.infer<typeof imageRowsSchema>;

const budgetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('minutes'),
    minutes: z.number().positive(),
    /** Ends sooner where each sample has been seen so often, in the mean. */
    passes: z.number().positive().optional(),
  }),
  z.strictObject({ kind: z.literal('steps'), steps: z.int().positive() }),
]);

/** Everything that decides what a pretraining run computes; kept with the run. */
export const pretrainConfigSchema = z.strictObject({
  method: z.string(),
  encoder: z.string(),
  optimizer: z.string(),
  learningRate: z.number().positive(),
  weightDecay: z.number().min(0),
  batchSize: z.int().min(2),
  warmup: z.number().min(0).max(1),
  seed: z.int().min(0),
  budget: budgetSchema,
});

/** In place of a method's name: trials choose one. */
export const autoMethod = 'auto';

/** What was asked of a run whose method was to be chosen by trials: what is left out is each candidate's own default. */
export const autoAskedSchema = z.strictObject({
  encoder: z.string(),
  optimizer: z.string().optional(),
  learningRate: z.number().positive().optional(),
  weightDecay: z.number().min(0).optional(),
  batchSize: z.int().min(2).optional(),
  seed: z.int().min(0),
  budget: budgetSchema,
});
export type AutoAsked = z.infer<typeof autoAskedSchema>;

/** A short pretraining by one method, judged; measures are null when it has broken down. */
const trialSchema = z.strictObject({
  method: z.string(),
  steps: z.int().min(0),
  seconds: z.number().min(0),
  state: z.enum(['starting', 'learning', 'stalled', 'overfitting', 'collapsed', 'broken']),
  measures: z
    .strictObject({
      embeddingStd: z.number().nullable(),
      effectiveRank: z.number().nullable(),
      alignment: z.number().nullable(),
      uniformity: z.number().nullable(),
      /** Share of views that find the other view of their image. */
      retrieval: z.number().nullable(),
      knn: z.number().nullable(),
    })
    .nullable(),
});
export type TrialRecord = z.infer<typeof trialSchema>;

/** How a run's method was chosen; kept with its settings. */
export const autoSchema = z.strictObject({
  asked: autoAskedSchema,
  /** Candidates in the order that they are tried in. */
  candidates: z.array(z.string()).min(1),
  trials: z.array(trialSchema),
  /** Labels that the trials were judged by. */
  labels: z.int().min(0),
  /** Of all trials, with what went on around them. */
  seconds: z.number().min(0),
  /** Null until all trials are done. */
  reason: z.string().nullable(),
});
export type AutoRecord = z.infer<typeof autoSchema>;

/** Settings as a run keeps them. */
export const recordedConfigSchema = pretrainConfigSchema.extend({ auto: autoSchema.optional() });
/** Those of a run whose method is not chosen yet. */
export const undecidedConfigSchema = z.strictObject({
  method: z.literal(autoMethod),
  encoder: z.string(),
  seed: z.int().min(0),
  budget: budgetSchema,
  auto: autoSchema,
});
export type UndecidedConfig = z.infer<typeof undecidedConfigSchema>;

/** Labels of some of a list of images, by index. */
export const knownLabelsSchema = z.strictObject({
  indices: z.array(z.int().min(0)),
  labels: z.array(z.int().min(0)),
  classes: z.int().positive(),
});

const healthSchema = z.object({
  embeddingStd: z.number().nullable(),
  effectiveRank: z.number().nullable(),
  alignment: z.number().nullable(),
  uniformity: z.number().nullable(),
  knn: z.number().nullable(),
  heldOutLoss: z.number().nullable(),
});
const verdictSchema = z.object({
  state: z.enum(['starting', 'learning', 'stalled', 'overfitting', 'collapsed']),
  sentence: z.string(),
  advice: z.string(),
});

/** How a run was when it was last measured; kept with the run. */
export const healthReportSchema = z.object({
  step: z.int(),
  health: healthSchema,
  verdict: verdictSchema,
});

const classifierKindSchema = z.enum(classifierKindNames);
const regressorKindSchema = z.enum(regressorKindNames);
/** Kinds of classifiers and of regressors; some are called alike. */
export const modelKindNames = [...new Set([...classifierKindNames, ...regressorKindNames])];

export const scoresSchema = z.object({
  accuracy: z.number(),
  accuracyInterval: z.tuple([z.number(), z.number()]),
  macroF1: z.number(),
  perClass: z.array(
    z.object({
      precision: z.number(),
      recall: z.number(),
      f1: z.number(),
      support: z.int(),
    }),
  ),
  confusion: z.array(z.array(z.int())),
  samples: z.int(),
});
export type ScoresRecord = z.infer<typeof scoresSchema>;

/** How often a classifier was right on training labels that were hidden from it. */
const estimateSchema = z.object({
  accuracy: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  tried: z.int(),
});

/** Whether a classifier is as sure as it is right. */
export const calibrationSchema = z.object({
  /** What it was measured on: labelled test images, or training labels that were hidden from it. */
  measuredOn: z.enum(['test', 'hidden']),
  /** Expected calibration error, 0…1. */
  error: z.number(),
  samples: z.int(),
  /** Of predictions about as sure, the least sure first: how many, their mean probability, and the share that is right. */
  bins: z.array(z.object({ count: z.int(), confidence: z.number(), accuracy: z.number() })),
});

export const unsureBasis = z.enum(['shown', 'not-reached', 'few-labels']);

/** When a classifier says "unsure", as found on training labels that were hidden from it; see `main/learn/evaluate/unsure.ts`. */
export const unsureSchema = z.object({
  /** Probability of the likeliest class, 0…0.99. */
  below: z.number(),
  basis: unsureBasis,
  /** Accuracy of the answers that was asked for, 0…1. */
  accuracy: z.number(),
  /** Hidden labels; how many are answered at each threshold 0, 0.01 … 0.99, and how many of these rightly. */
  samples: z.int(),
  answered: z.array(z.int()),
  right: z.array(z.int()),
});
export type UnsureRecord = z.infer<typeof unsureSchema>;

/** A round of self-training: the labels that the model kept, and what came of them. */
export const selfTrainingRoundSchema = z.object({
  /** Labels kept, of so many images that no person labelled. */
  kept: z.int(),
  unlabelled: z.int(),
  /** Mean probability of the kept labels, and the least of each class; 0…1. */
  sureness: z.number(),
  thresholds: z.array(z.number()),
  /** Kept labels of samples that the teacher of the round before called otherwise; 0 in the first round. */
  changed: z.int(),
  /** How right it was on so many labels hidden from it; null when nothing was tried. */
  accuracy: z.number().nullable(),
  tried: z.int(),
});

/** The classifier that training labels alone speak for. */
const choiceSchema = z.object({
  kind: classifierKindSchema,
  /** Propagation and the network from scratch agreed too little for the usual favourites to be trusted; runs of before did not ask. */
  disagreement: z.boolean().default(false),
  /** Whose place it took, by how much more it was right on the same hidden labels. */
  over: z
    .object({
      kind: classifierKindSchema,
      lead: z.number(),
      standardError: z.number(),
      tried: z.int(),
    })
    .nullable(),
});

const measuredSchema = z.object({
  value: z.number(),
  interval: z.tuple([z.number(), z.number()]),
});

/** How well a regressor tells numbers; errors in units of the labels. */
export const regressionScoresSchema = z.object({
  r2: measuredSchema,
  rootMeanSquaredError: measuredSchema,
  meanAbsoluteError: measuredSchema,
  samples: z.int(),
});
export type RegressionScoresRecord = z.infer<typeof regressionScoresSchema>;

/** How far off a regressor's values may be; see `main/learn/regress/prediction-interval.ts`. */
export const predictionIntervalSchema = z.object({
  coverage: z.number(),
  halfWidth: z.number(),
  tried: z.int(),
});
export type PredictionIntervalRecord = z.infer<typeof predictionIntervalSchema>;

/** By how much a root mean squared error is larger than another on the same samples. */
const errorLeadSchema = z.object({
  difference: z.number(),
  interval: z.tuple([z.number(), z.number()]),
});

/** How a saved classifier, or a regressor, is put together again. */
export const savedClassifierSchema = z.strictObject({
  kind: z.enum(modelKindNames),
  encoder: z.string(),
  weights: z.string(),
  spec: sampleSpecSchema,
  /** None of a regressor. */
  classes: z.array(z.string()),
});
export type SavedClassifier = z.infer<typeof savedClassifierSchema>;

/** What to run: a classifier of the app, or an exported file. */
const predictorSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('saved'), classifier: savedClassifierSchema }),
  z.strictObject({
    kind: z.literal('exported'),
    format: z.string(),
    file: z.string(),
    spec: sampleSpecSchema,
    classes: z.array(z.string()),
  }),
]);

/** Pictures of some images: each holds one an image, uint8 `[images, height, width, channels]` as base64. */
const picturesSchema = z.object({
  height: z.int(),
  width: z.int(),
  channels: z.union([z.literal(1), z.literal(3)]),
  pictures: z.array(
    z.object({
      caption: z.string(),
      pixels: z.base64(),
      /** A word on each; empty for none. */
      texts: z.array(z.string()),
    }),
  ),
});
export type PicturesRecord = z.infer<typeof picturesSchema>;

/** Numbers of samples that are no pictures, likewise: tokens, int32, or features of rows, float32, `[samples, length]` as base64. */
const vectorsSchema = z.object({
  length: z.int(),
  pictures: z.array(
    z.object({ caption: z.string(), values: z.base64(), texts: z.array(z.string()) }),
  ),
});
export type VectorsRecord = z.infer<typeof vectorsSchema>;

/** What a task shows of some samples. */
const shownSchema = z.union([picturesSchema, vectorsSchema]);
export type ShownRecord = z.infer<typeof shownSchema>;

const intervalSchema = z.tuple([z.number(), z.number()]);
const neighbourSchema = z.object({ sampleId: z.int(), similarity: z.number() });

/** Where to look for training samples alike: an encoder, embeddings that it made, and what is usual among these. */
const alikeSchema = z.strictObject({
  encoder: z.string(),
  weights: z.string(),
  embeddings: z.string(),
  familiar: z.string(),
  /** None when 0: then only whether images are unlike all. */
  count: z.int().min(0),
});
export type AlikeSource = z.infer<typeof alikeSchema>;

/** Rows of tokens of one text, int32 as base64. */
const tokensSchema = z.base64();

/** What an encoder for searching reads: rows of tokens, in the order of the texts; and texts cut in two, to try by which mixture the half that is kept is found. */
const searchEncoderSchema = z.strictObject({
  encoder: z.string(),
  weights: z.string(),
  images: imageRowsSchema,
  trials: z.array(
    z.strictObject({
      text: z.int().min(0),
      kept: z.string(),
      keptTokens: tokensSchema,
      queries: z.array(z.strictObject({ text: z.string(), tokens: tokensSchema })),
    }),
  ),
});
export type SearchEncoder = z.infer<typeof searchEncoderSchema>;

/** The kinds of job: what each needs, and what it gives back. */
export const jobs = {
  pretrain: {
    spec: z.strictObject({
      kind: z.literal('pretrain'),
      config: pretrainConfigSchema,
      images: imageRowsSchema,
      known: knownLabelsSchema.nullable(),
      checkpointDir: z.string(),
      /** Where the trained encoder's weights go. */
      encoderFile: z.string(),
      resumeFrom: z.string().nullable(),
      /** At most this long between checkpoints. */
      checkpointSeconds: z.number().positive(),
    }),
    result: z.object({
      status: z.enum(['finished', 'stopped']),
      steps: z.int(),
      seconds: z.number(),
      samplesPerSecond: z.number(),
      lossFirst: z.number(),
      lossLast: z.number(),
      health: healthSchema,
      verdict: verdictSchema,
      checkpoint: z.string(),
    }),
  },
  /** Short pretrainings by some methods, judged, and which of them to go on with. */
  trials: {
    spec: z.strictObject({
      kind: z.literal('trials'),
      /** One a candidate, with the budget of its trial. */
      configs: z.array(pretrainConfigSchema).min(1),
      images: imageRowsSchema,
      known: knownLabelsSchema.nullable(),
      /** Those that are not to be done again. */
      done: z.array(trialSchema),
    }),
    result: z.object({
      trials: z.array(trialSchema),
      method: z.string(),
      reason: z.string(),
      /** That the trials were judged by. */
      labels: z.int(),
    }),
  },
  embed: {
    spec: z.strictObject({
      kind: z.literal('embed'),
      encoder: z.string(),
      weights: z.string(),
      images: imageRowsSchema,
      sampleIds: z.array(z.int()),
      /** Names the images, so that embeddings of earlier ones are told apart. */
      digest: z.string(),
      target: z.string(),
    }),
    result: z.object({ count: z.int(), features: z.int(), file: z.string() }),
  },
  /** What hangs together among images, for suggestions; see `main/training/connected-file.ts`. */
  connect: {
    spec: z.strictObject({
      kind: z.literal('connect'),
      encoder: z.string(),
      weights: z.string(),
      images: imageRowsSchema,
      sampleIds: z.array(z.int()),
      digest: z.string(),
      target: z.string(),
    }),
    result: z.object({ count: z.int(), file: z.string() }),
  },
  /** Places of embeddings on a map; see `main/training/map-file.ts`. */
  map: {
    spec: z.strictObject({
      kind: z.literal('map'),
      embeddings: z.string(),
      seed: z.int().min(0),
      target: z.string(),
    }),
    result: z.object({ count: z.int(), file: z.string() }),
  },
  /** Groups of embeddings that are alike; see `main/training/clusters-file.ts`. */
  clusters: {
    spec: z.strictObject({
      kind: z.literal('clusters'),
      embeddings: z.string(),
      algorithm: z.string(),
      /** Chosen from the data when null. */
      count: z.int().positive().nullable(),
      smallest: z.int().min(2).nullable(),
      chosenBy: z.enum(['person', 'classes', 'data']),
      seed: z.int().min(0),
      target: z.string(),
    }),
    result: z.object({ count: z.int(), file: z.string() }),
  },
  /** What is usual among training images, so that others are told; see `main/training/familiar-file.ts`. */
  familiar: {
    spec: z.strictObject({
      kind: z.literal('familiar'),
      embeddings: z.string(),
      target: z.string(),
    }),
    result: z.object({ file: z.string() }),
  },
  /** What is unlike all others; see `main/training/anomalies-file.ts`. */
  anomalies: {
    spec: z.strictObject({
      kind: z.literal('anomalies'),
      embeddings: z.string(),
      target: z.string(),
    }),
    result: z.object({ count: z.int(), file: z.string() }),
  },
  neighbours: {
    spec: z.strictObject({
      kind: z.literal('neighbours'),
      embeddings: z.string(),
      sampleId: z.int(),
      count: z.int().positive(),
    }),
    result: z.object({ neighbours: z.array(neighbourSchema) }),
  },
  /** Accuracy over the number of labels, by a linear probe on embeddings. */
  curve: {
    spec: z.strictObject({
      kind: z.literal('curve'),
      embeddings: z.string(),
      /** Labelled samples. */
      sampleIds: z.array(z.int()),
      /** The class, or the number, of each. */
      known: z.union([
        z.strictObject({ labels: z.array(z.int().min(0)), classes: z.int().positive() }),
        z.strictObject({ targets: z.array(z.number()) }),
      ]),
      seed: z.int().min(0),
    }),
    result: z.object({
      /** Accuracy of classes, root mean squared error of numbers. */
      points: z.array(z.object({ labels: z.int(), value: z.number(), interval: intervalSchema })),
      /** What ten more labels would add to it. */
      tenMore: z.object({ gain: z.number(), interval: intervalSchema }).nullable(),
    }),
  },
  /** Images as a pretext task shows them to the model. */
  preview: {
    spec: z.strictObject({
      kind: z.literal('preview'),
      method: z.string(),
      images: imageRowsSchema,
      seed: z.int().min(0),
    }),
    result: shownSchema,
  },
  /** What a pretext task's model makes of some images by now. */
  guess: {
    spec: z.strictObject({
      kind: z.literal('guess'),
      method: z.string(),
      encoder: z.string(),
      checkpoint: z.string(),
      images: imageRowsSchema,
      seed: z.int().min(0),
    }),
    result: shownSchema,
  },
  suggest: {
    spec: z.strictObject({
      kind: z.literal('suggest'),
      /** What the strategy chooses by, and the file of it. */
      looksAt: z.strictObject({ kind: z.enum(['embeddings', 'connected']), file: z.string() }),
      strategy: z.enum(suggestionStrategyNames),
      /** Labels so far: sample ids, and the class of each. */
      labelledIds: z.array(z.int()),
      labels: z.array(z.int().min(0)),
      classes: z.int().min(0),
      count: z.int().positive(),
      seed: z.int().min(0),
    }),
    result: z.object({
      suggestions: z.array(
        z.object({
          sampleId: z.int(),
          /** In the strategy's own measure. */
          score: z.number(),
          /** Classes that a classifier wavers between. */
          between: z.tuple([z.int(), z.int()]).nullable(),
        }),
      ),
    }),
  },
  compare: {
    spec: z.strictObject({
      kind: z.literal('compare'),
      encoder: z.string(),
      weights: z.string(),
      images: imageRowsSchema,
      known: knownLabelsSchema,
      /** Ids of the images. */
      sampleIds: z.array(z.int()),
      /** Classes that a person ruled out for images, by index: self-training does not keep them. */
      takenBack: z.array(z.strictObject({ row: z.int().min(0), label: z.int().min(0) })),
      test: z
        .strictObject({
          images: imageRowsSchema,
          sampleIds: z.array(z.int()),
          labels: z.array(z.int().min(0)),
        })
        .nullable(),
      seed: z.int().min(0),
      options: finetuneOptionsSchema,
      modelDir: z.string(),
    }),
    result: z.object({
      scores: z.partialRecord(classifierKindSchema, scoresSchema).nullable(),
      best: classifierKindSchema.nullable(),
      lead: z.partialRecord(
        classifierKindSchema,
        z.object({ difference: z.number(), interval: z.tuple([z.number(), z.number()]) }),
      ),
      chosen: choiceSchema,
      estimates: z.partialRecord(classifierKindSchema, estimateSchema),
      rounds: z.array(selfTrainingRoundSchema),
      /** Of each kind that was tested or tried. */
      calibration: z.partialRecord(classifierKindSchema, calibrationSchema),
      /** Of each kind that was tried. */
      unsure: z.partialRecord(classifierKindSchema, unsureSchema),
      models: z.partialRecord(classifierKindSchema, z.string()),
    }),
  },
  /** Every way to learn a number from the labels, beside its baselines. */
  regress: {
    spec: z.strictObject({
      kind: z.literal('regress'),
      encoder: z.string(),
      weights: z.string(),
      images: imageRowsSchema,
      /** Labelled samples by index, and the number of each. */
      known: z.strictObject({ indices: z.array(z.int().min(0)), targets: z.array(z.number()) }),
      test: z
        .strictObject({
          images: imageRowsSchema,
          sampleIds: z.array(z.int()),
          targets: z.array(z.number()),
        })
        .nullable(),
      seed: z.int().min(0),
      modelDir: z.string(),
    }),
    result: z.object({
      scores: z.partialRecord(regressorKindSchema, regressionScoresSchema).nullable(),
      best: regressorKindSchema.nullable(),
      lead: z.partialRecord(regressorKindSchema, errorLeadSchema),
      /** Of the best with the pretrained encoder against the best baseline; null without a test. */
      pretraining: errorLeadSchema
        .extend({ kind: regressorKindSchema, baseline: regressorKindSchema })
        .nullable(),
      chosen: z.object({ kind: regressorKindSchema }),
      estimates: z.partialRecord(regressorKindSchema, regressionScoresSchema),
      intervals: z.partialRecord(regressorKindSchema, predictionIntervalSchema),
      /** The share of test samples within these. */
      held: z.partialRecord(regressorKindSchema, z.number()),
      models: z.partialRecord(regressorKindSchema, z.string()),
    }),
  },
  export: {
    spec: z.strictObject({
      kind: z.literal('export'),
      classifier: savedClassifierSchema,
      format: z.string(),
      dir: z.string(),
      samples: imageRowsSchema,
    }),
    result: z.object({
      file: z.string(),
      maxAbsDifference: z.number(),
      input: z.string(),
      /** What opens the file, in the format's own runtime. */
      loader: z.string(),
      title: z.string(),
    }),
  },
  predict: {
    spec: z.strictObject({
      kind: z.literal('predict'),
      predictor: predictorSchema,
      images: imageRowsSchema,
      /** Not looked for when null. */
      alike: alikeSchema.nullable(),
    }),
    result: z.object({
      classes: z.int(),
      /** Of each image, one a class; of a regressor its value. */
      probabilities: z.array(z.number()),
      /** Of each image, nearest first; empty when not asked for. */
      alike: z.array(z.array(neighbourSchema)),
      /** Which images are unlike the training images; null where these were too few to say, empty when not asked for. */
      unfamiliar: z.array(z.boolean().nullable()),
    }),
  },
  /** Keeps a model loaded and predicts one image after the other, as `predict` commands come, until it is stopped. */
  'predict-live': {
    spec: z.strictObject({
      kind: z.literal('predict-live'),
      classifier: savedClassifierSchema,
      alike: alikeSchema.nullable(),
    }),
    result: z.object({ predicted: z.int() }),
  },
  /** Reads texts and finds among them what `ask` commands ask for, until it is stopped. It says when it has read them. */
  'search-live': {
    spec: z.strictObject({
      kind: z.literal('search-live'),
      /** Where the texts are kept to be shown: rows of files of thumbnails. */
      texts: imageRowsSchema,
      /** Words alone when null. */
      encoder: searchEncoderSchema.nullable(),
      seed: z.int().min(0),
    }),
    result: z.object({ answered: z.int() }),
  },
  measure: {
    spec: z.strictObject({ kind: z.literal('measure'), seconds: z.number().positive() }),
    result: z.object({
      /** `graph`: a training step is one native call; `eager`: one an operation. */
      path: z.enum(['graph', 'eager']),
      imagesPerSecond: z.number(),
      oneDnn: z.boolean(),
      /** That an operation may use. */
      threads: z.int(),
      parallelOperations: z.int(),
    }),
  },
} as const;

export type JobKind = keyof typeof jobs;
export type JobSpec<Kind extends JobKind = JobKind> = z.infer<(typeof jobs)[Kind]['spec']>;
export type JobResult<Kind extends JobKind = JobKind> = z.infer<(typeof jobs)[Kind]['result']>;

const jobSpecSchema = z.discriminatedUnion('kind', [
  jobs.pretrain.spec,
  jobs.trials.spec,
  jobs.embed.spec,
  jobs.connect.spec,
  jobs.map.spec,
  jobs.clusters.spec,
  jobs.familiar.spec,
  jobs.anomalies.spec,
  jobs.neighbours.spec,
  jobs.curve.spec,
  jobs.preview.spec,
  jobs.guess.spec,
  jobs.suggest.spec,
  jobs.compare.spec,
  jobs.regress.spec,
  jobs.export.spec,
  jobs.predict.spec,
  jobs['predict-live'].spec,
  jobs['search-live'].spec,
  jobs.measure.spec,
]);

/** An image for `predict-live`: uint8 `[height, width, channels]` as the classifier takes them. */
const liveImageSchema = z.strictObject({
  type: z.literal('predict'),
  id: z.int().positive(),
  pixels: z.base64(),
});
export type LiveImage = z.infer<typeof liveImageSchema>;

/** A question for `search-live`. */
const liveQuestionSchema = z.strictObject({
  type: z.literal('ask'),
  id: z.int().positive(),
  /** `search`: texts that fit; `answer`: passages that answer. */
  wants: z.enum(['search', 'answer']),
  text: z.string(),
  /** For the encoder; null without one, and for answers. */
  tokens: tokensSchema.nullable(),
  count: z.int().positive(),
});
export type LiveQuestion = z.infer<typeof liveQuestionSchema>;

/** To the training process. */
export const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), job: jobSpecSchema }),
  liveImageSchema,
  liveQuestionSchema,
  z.strictObject({ type: z.literal('pause') }),
  z.strictObject({ type: z.literal('resume') }),
  /** Save and end; the job can be resumed. */
  z.strictObject({ type: z.literal('stop') }),
]);
export type TrainingCommand = z.infer<typeof commandSchema>;

const progressSchema = z.strictObject({
  type: z.literal('progress'),
  /** What is being done: `pretraining`, `scratch`, `embedding` … */
  stage: z.string(),
  /** 0…1 */
  share: z.number(),
  step: z.int().nullable(),
  loss: z.number().nullable(),
  learningRate: z.number().nullable(),
  samplesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
});
export type TrainingProgress = z.infer<typeof progressSchema>;

/** The answer to the image of this number. */
const livePredictionSchema = z.strictObject({
  type: z.literal('predicted'),
  id: z.int().positive(),
  /** In the order of the classifier's classes. */
  probabilities: z.array(z.number()),
  /** Nearest first; empty when not asked for. */
  alike: z.array(neighbourSchema),
  /** Whether it is unlike the training images; null where these were too few to say, and when not asked for. */
  unfamiliar: z.boolean().nullable(),
});
export type LivePrediction = z.infer<typeof livePredictionSchema>;

const passageSchema = z.strictObject({
  /** Its text, by its place among the texts. */
  text: z.int().min(0),
  passage: z.string(),
  /** The sentence in it that fits best, as UTF-16 code units of the passage; empty where none has a word that is asked for. */
  sentence: z.tuple([z.int(), z.int()]),
  /** Of the text, that the sentence begins in; from 1. */
  line: z.int().positive(),
});

const foundSchema = z.discriminatedUnion('wants', [
  z.strictObject({
    wants: z.literal('search'),
    /** Best first. */
    hits: z.array(
      passageSchema.extend({
        /** Standard deviations above the mean text. */
        score: z.number(),
        /** Cosine of TF-IDF, 0…1, and of embeddings, −1…1. */
        words: z.number(),
        encoder: z.number().nullable(),
      }),
    ),
    /** Share of the encoder in the scores, 0…1. */
    weight: z.number(),
    /** Whether some text has a word of the query. */
    isKnown: z.boolean(),
  }),
  z.strictObject({
    wants: z.literal('answer'),
    /** Best first. */
    passages: z.array(passageSchema),
    /** That the first of them answers, 0…1. */
    confidence: z.number(),
  }),
]);
export type FoundTexts = z.infer<typeof foundSchema>;

/** What a search goes by. */
const searchBasisSchema = z.strictObject({
  texts: z.int(),
  passages: z.int(),
  /** Share of the encoder for queries of a few words, of a sentence and longer ones; null without one. */
  weights: z.strictObject({ few: z.number(), sentence: z.number(), long: z.number() }).nullable(),
  /** Made-up questions that the confidence was learnt from, and the share of those with an answer that were answered rightly. */
  questions: z.int(),
  found: z.number(),
});
export type SearchBasis = z.infer<typeof searchBasisSchema>;

/** From the training process. */
export const eventSchema = z.discriminatedUnion('type', [
  progressSchema,
  z.strictObject({
    type: z.literal('metrics'),
    points: z.array(z.strictObject({ name: z.string(), step: z.int(), value: z.number() })),
    seconds: z.number(),
  }),
  z.strictObject({
    type: z.literal('health'),
    step: z.int(),
    health: healthSchema,
    verdict: verdictSchema,
  }),
  z.strictObject({ type: z.literal('trial'), trial: trialSchema }),
  z.strictObject({ type: z.literal('checkpoint'), step: z.int(), file: z.string() }),
  livePredictionSchema,
  /** All texts are read. */
  z.strictObject({ type: z.literal('ready'), basis: searchBasisSchema }),
  /** The answer to the question of this number. */
  z.strictObject({ type: z.literal('answered'), id: z.int().positive(), found: foundSchema }),
  /** Every few seconds while the process can answer at all. */
  z.strictObject({ type: z.literal('alive') }),
  z.strictObject({ type: z.literal('done'), result: z.unknown() }),
  z.strictObject({
    type: z.literal('failed'),
    code: z.string(),
    message: z.string(),
    remedy: z.string().nullable(),
    path: z.string().nullable(),
  }),
]);
export type TrainingEvent = z.infer<typeof eventSchema>;
