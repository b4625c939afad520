import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import type { JobSpec } from '../../shared/training.ts';
import { PackedImageWriter } from '../files/packed-images.ts';
import { decodeImages } from '../ingest/decode-images.ts';
import type { ImagePreprocessing, SkippedFile } from '../ingest/types.ts';
import type { RunRow } from '../store/runs.ts';
import { readDescription } from './export-description.ts';
import { classifierOf } from './finetune.ts';
import type { Project } from './project.ts';
import { performJob } from './runs.ts';
import type { Services } from './services.ts';

/** A model, and how images are prepared for it. */
export interface Predictor {
  predictor: JobSpec<'predict'>['predictor'];
  classes: readonly string[];
  preprocessing: ImagePreprocessing;
}

export interface Prediction {
  path: string;
  label: string;
  /** Probability of the label, 0…1. */
  confidence: number;
  /** By class name. */
  probabilities: Record<string, number>;
}

/** A model of a project. @throws {PretextError} `not-found` */
export function projectPredictor(project: Project, run: RunRow, kind: string | null): Predictor {
  const { classifier } = classifierOf(project, run, kind);
  return {
    predictor: { kind: 'saved', classifier },
    classes: classifier.classes,
    preprocessing: project.dataset().preprocessing,
  };
}

/** An exported model. @param at its folder or file @throws {PretextError} `not-found`, `corrupt-file` */
export function exportedPredictor(at: string): Predictor {
  const { description, modelFile } = readDescription(at);
  const { format, classes, preprocessing } = description;
  const { size, channels } = preprocessing;
  const inputShape: [number, number, number] = [size, size, channels];
  return {
    predictor: { kind: 'exported', format, file: modelFile, inputShape, classes },
    classes,
    preprocessing,
  };
}

/**
 * Predicts the class of every image of some files, folders or zips.
 * @throws {PretextError} `not-found`, `no-data` when no image could be read
 */
export async function predict(
  { predictor, classes, preprocessing }: Predictor,
  inputs: readonly string[],
  services: Services,
): Promise<{ predictions: Prediction[]; skipped: SkippedFile[] }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-predict-'));
  try {
    const file = path.join(dir, 'images.safetensors');
    const { size, channels } = preprocessing;
    const writer = new PackedImageWriter(file, { height: size, width: size, channels });
    const paths: string[] = [];
    const skipped: SkippedFile[] = [];
    const { signal, reporter } = services;
    for await (const image of decodeImages(inputs, preprocessing, { signal })) {
      if (!('pixels' in image)) {
        skipped.push(image);
        continue;
      }
      writer.append(image.pixels);
      paths.push(image.path);
      reporter.progress({ stage: 'decoding', share: 0, step: paths.length });
    }
    await writer.finish();
    if (paths.length === 0) {
      throw new PretextError(
        'no-data',
        ['No image could be read.', ...skipped.slice(0, 5).map(({ reason }) => `  ${reason}`)].join(
          '\n',
        ),
        { remedy: 'Give image files, folders or zips.' },
      );
    }
    const row = paths.map((_, i) => i);
    const { probabilities } = await performJob<'predict'>(
      { kind: 'predict', predictor, images: { files: [file], file: row.map(() => 0), row } },
      services,
    );
    const predictions = paths.map((name, i) =>
      predictionOf(
        name,
        classes,
        probabilities.slice(i * classes.length, (i + 1) * classes.length),
      ),
    );
    return { predictions, skipped };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function predictionOf(
  name: string,
  classes: readonly string[],
  probabilities: readonly number[],
): Prediction {
  const confidence = Math.max(...probabilities);
  return {
    path: name,
    label: classes[probabilities.indexOf(confidence)] ?? '',
    confidence,
    probabilities: Object.fromEntries(classes.map((each, i) => [each, probabilities[i] ?? 0])),
  };
}
