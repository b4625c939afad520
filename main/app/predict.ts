import { rmSync } from 'node:fs';
import type {
  AlikeSource,
  JobResult,
  JobSpec,
  PredictionIntervalRecord,
} from '../../shared/training.ts';
import { scratchFolder } from '../files/scratch-folder.ts';
import type { SkippedFile } from '../ingest/types.ts';
import { thresholdUnshown } from '../learn/evaluate/unsure.ts';
import type { RunRow } from '../store/runs.ts';
import { kindOf } from './data-kinds/registry.ts';
import { readDescription } from './export-description.ts';
import { classifierOf } from './finetune.ts';
import { type Preprocessing, specOf } from './preprocessing/preprocessing.ts';
import type { Project } from './project.ts';
import { performJob } from './runs.ts';
import type { Services } from './services.ts';

/** A model, and how samples are prepared for it. */
interface PreparedModel {
  predictor: JobSpec<'predict'>['predictor'];
  preprocessing: Preprocessing;
}

export interface ClassPredictor extends PreparedModel {
  target: 'class';
  classes: readonly string[];
  /** Probability of the likeliest class below which the answer is "unsure". */
  unsureBelow: number;
}

export interface NumberPredictor extends PreparedModel {
  target: 'number';
  /** How far off a value may be; null when it was not tried on labels enough. */
  interval: PredictionIntervalRecord | null;
}

export type Predictor = ClassPredictor | NumberPredictor;

export interface Prediction {
  path: string;
  label: string;
  /** Probability of the label, 0…1. */
  confidence: number;
  /** Whether that is too little: then the label is no answer, only the likeliest class. */
  unsure: boolean;
  /** Whether the image is unlike the training images; null when that cannot be told, as by an export. */
  unfamiliar: boolean | null;
  /** By class name. */
  probabilities: Record<string, number>;
}

/** A model of a project. @throws {PretextError} `not-found` */
export function projectPredictor(
  project: Project,
  run: RunRow,
  kind: string | null,
): Predictor & { modelId: number } {
  const { classifier, modelId, unsure, interval } = classifierOf(project, run, kind);
  const { classes } = classifier;
  const model = {
    modelId,
    predictor: { kind: 'saved', classifier },
    preprocessing: project.dataset().preprocessing,
  } as const;
  return classes.length === 0
    ? { target: 'number', ...model, interval }
    : { target: 'class', ...model, classes, unsureBelow: unsure.below };
}

/** An exported model. @param at its folder or file @throws {PretextError} `not-found`, `corrupt-file` */
export function exportedPredictor(at: string): Predictor {
  const { description, modelFile } = readDescription(at);
  const { format, classes, preprocessing } = description;
  const spec = specOf(preprocessing);
  const model = {
    predictor: { kind: 'exported', format, file: modelFile, spec, classes },
    preprocessing,
  } as const;
  if (classes.length === 0) {
    return { target: 'number', ...model, interval: description.interval ?? null };
  }
  const unsureBelow = description.unsure?.below ?? thresholdUnshown(classes.length);
  return { target: 'class', ...model, classes, unsureBelow };
}

export interface AlikePrediction extends Prediction {
  /** Training samples near it, nearest first; empty when not asked for. */
  alike: { sampleId: number; similarity: number }[];
}

/**
 * Predicts the class of every image of some files, folders or zips.
 * @param alike what tells images that are unlike the training images; null when nothing can
 * @throws {PretextError} `not-found`, `no-data` when no image could be read
 */
export async function predict(
  predictor: ClassPredictor,
  inputs: readonly string[],
  alike: AlikeSource | null,
  services: Services,
): Promise<{ predictions: Prediction[]; skipped: SkippedFile[] }> {
  return await inTemporaryFolder(async (dir) => {
    const { predictions, skipped } = await predictInto(dir, predictor, inputs, alike, services);
    return { predictions: predictions.map(({ alike: _, ...plain }) => plain), skipped };
  });
}

/** Gives some work a folder that is gone afterwards. */
export async function inTemporaryFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = scratchFolder('pretext-predict');
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/**
 * As `predict`, with training samples alike.
 * @param dir where the packed images go and stay
 * @returns the packed file too: a row a prediction
 */
export async function predictInto(
  dir: string,
  model: ClassPredictor,
  inputs: readonly string[],
  alike: AlikeSource | null,
  services: Services,
): Promise<{ file: string; predictions: AlikePrediction[]; skipped: SkippedFile[] }> {
  const { classes, unsureBelow } = model;
  const { file, paths, skipped, result } = await answersTo(dir, model, inputs, alike, services);
  const width = classes.length;
  const predictions = paths.map((name, i) => {
    const probabilities = result.probabilities.slice(i * width, (i + 1) * width);
    const unfamiliar = result.unfamiliar[i] ?? null;
    return {
      ...predictionOf(name, classes, { probabilities, unfamiliar }, unsureBelow),
      alike: result.alike[i] ?? [],
    };
  });
  return { file, predictions, skipped };
}

/**
 * Packs samples and runs a model on them.
 * @param dir where the packed samples go and stay
 * @returns what the model answers, a row a path, and the packed file
 */
export async function answersTo(
  dir: string,
  { predictor, preprocessing }: PreparedModel,
  inputs: readonly string[],
  alike: AlikeSource | null,
  services: Services,
): Promise<{
  file: string;
  paths: string[];
  skipped: SkippedFile[];
  result: JobResult<'predict'>;
}> {
  const packed = await kindOf(preprocessing).pack(dir, preprocessing, inputs, services);
  const row = packed.paths.map((_, i) => i);
  const images = { files: [packed.file], file: row.map(() => 0), row };
  const spec: JobSpec<'predict'> = { kind: 'predict', predictor, images, alike };
  return { ...packed, result: await performJob<'predict'>(spec, services) };
}

/** Probabilities of a sample as a prediction. */
export function predictionOf(
  name: string,
  classes: readonly string[],
  { probabilities, unfamiliar }: { probabilities: readonly number[]; unfamiliar: boolean | null },
  unsureBelow: number,
): Prediction {
  const confidence = Math.max(...probabilities);
  return {
    path: name,
    label: classes[probabilities.indexOf(confidence)] ?? '',
    confidence,
    unsure: confidence < unsureBelow,
    unfamiliar,
    probabilities: Object.fromEntries(classes.map((each, i) => [each, probabilities[i] ?? 0])),
  };
}
