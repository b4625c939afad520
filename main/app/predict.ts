import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AlikeSource, JobSpec } from '../../shared/training.ts';
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
export interface Predictor {
  predictor: JobSpec<'predict'>['predictor'];
  classes: readonly string[];
  preprocessing: Preprocessing;
  /** Probability of the likeliest class below which the answer is "unsure". */
  unsureBelow: number;
}

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
  const { classifier, modelId, unsure } = classifierOf(project, run, kind);
  return {
    modelId,
    predictor: { kind: 'saved', classifier },
    classes: classifier.classes,
    preprocessing: project.dataset().preprocessing,
    unsureBelow: unsure.below,
  };
}

/** An exported model. @param at its folder or file @throws {PretextError} `not-found`, `corrupt-file` */
export function exportedPredictor(at: string): Predictor {
  const { description, modelFile } = readDescription(at);
  const { format, classes, preprocessing } = description;
  return {
    predictor: {
      kind: 'exported',
      format,
      file: modelFile,
      spec: specOf(preprocessing),
      classes,
    },
    classes,
    preprocessing,
    unsureBelow: description.unsure?.below ?? thresholdUnshown(classes.length),
  };
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
  predictor: Predictor,
  inputs: readonly string[],
  alike: AlikeSource | null,
  services: Services,
): Promise<{ predictions: Prediction[]; skipped: SkippedFile[] }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-predict-'));
  try {
    const { predictions, skipped } = await predictInto(dir, predictor, inputs, alike, services);
    return { predictions: predictions.map(({ alike: _, ...plain }) => plain), skipped };
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
  { predictor, classes, preprocessing, unsureBelow }: Predictor,
  inputs: readonly string[],
  alike: AlikeSource | null,
  services: Services,
): Promise<{ file: string; predictions: AlikePrediction[]; skipped: SkippedFile[] }> {
  const { file, paths, skipped } = await kindOf(preprocessing).pack(
    dir,
    preprocessing,
    inputs,
    services,
  );
  const row = paths.map((_, i) => i);
  const images = { files: [file], file: row.map(() => 0), row };
  const spec: JobSpec<'predict'> = { kind: 'predict', predictor, images, alike };
  const result = await performJob<'predict'>(spec, services);
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
