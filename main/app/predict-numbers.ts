import type { AlikeSource, PredictionIntervalRecord } from '../../shared/training.ts';
import type { SkippedFile } from '../ingest/types.ts';
import { answersTo, inTemporaryFolder, type NumberPredictor } from './predict.ts';
import type { Services } from './services.ts';

export interface NumberPrediction {
  path: string;
  value: number;
  /** Where the truth should lie, as often as the model's interval says; null when it was not tried on labels enough. */
  interval: [number, number] | null;
  /** Whether the sample is unlike the training samples; null when that cannot be told, as by an export. */
  unfamiliar: boolean | null;
}

export interface AlikeNumberPrediction extends NumberPrediction {
  /** Training samples near it, nearest first; empty when not asked for. */
  alike: { sampleId: number; similarity: number }[];
}

/**
 * Predicts the number of every sample of some files, folders or zips.
 * @param alike what tells samples that are unlike the training samples; null when nothing can
 * @throws {PretextError} `not-found`, `no-data` when nothing could be read
 */
export async function predictNumbers(
  predictor: NumberPredictor,
  inputs: readonly string[],
  alike: AlikeSource | null,
  services: Services,
): Promise<{ predictions: NumberPrediction[]; skipped: SkippedFile[] }> {
  return await inTemporaryFolder(async (dir) => {
    const made = await predictNumbersInto(dir, predictor, inputs, alike, services);
    const { predictions, skipped } = made;
    return { predictions: predictions.map(({ alike: _, ...plain }) => plain), skipped };
  });
}

/**
 * As `predictNumbers`, with training samples alike.
 * @param dir where the packed samples go and stay
 * @returns the packed file too: a row a prediction
 */
export async function predictNumbersInto(
  dir: string,
  predictor: NumberPredictor,
  inputs: readonly string[],
  alike: AlikeSource | null,
  services: Services,
): Promise<{ file: string; predictions: AlikeNumberPrediction[]; skipped: SkippedFile[] }> {
  const { file, paths, skipped, result } = await answersTo(dir, predictor, inputs, alike, services);
  const predictions = paths.map((path, i) => {
    const value = result.probabilities[i] ?? Number.NaN;
    const interval = around(value, predictor.interval);
    const unfamiliar = result.unfamiliar[i] ?? null;
    return { path, value, interval, unfamiliar, alike: result.alike[i] ?? [] };
  });
  return { file, predictions, skipped };
}

function around(
  value: number,
  interval: PredictionIntervalRecord | null,
): NumberPrediction['interval'] {
  return interval && [value - interval.halfWidth, value + interval.halfWidth];
}
