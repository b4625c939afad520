import { stringify } from 'csv-stringify/sync';
import type { Prediction } from './predict.ts';
import type { NumberPrediction } from './predict-numbers.ts';

/** Predictions as CSV: path, label, confidence, whether that is too little, whether the image is unlike the training images, then each class's probability. */
export function predictionsCsv(
  predictions: readonly Prediction[],
  classes: readonly string[],
): string {
  const rows = predictions.map(({ path, label, confidence, unsure, unfamiliar, probabilities }) => [
    path,
    label,
    confidence.toFixed(6),
    String(unsure),
    unfamiliar === null ? '' : String(unfamiliar),
    ...classes.map((name) => (probabilities[name] ?? 0).toFixed(6)),
  ]);
  return csvText([['path', 'label', 'confidence', 'unsure', 'unfamiliar', ...classes], ...rows]);
}

/** Predicted numbers as CSV: path, number, where it should lie, whether the sample is unlike the training samples. */
export function numbersCsv(predictions: readonly NumberPrediction[]): string {
  const rows = predictions.map(({ path, value, interval, unfamiliar }) => [
    path,
    value,
    ...(interval ?? ['', '']),
    unfamiliar === null ? '' : String(unfamiliar),
  ]);
  return csvText([['path', 'value', 'from', 'to', 'unfamiliar'], ...rows]);
}

function csvText(rows: readonly (readonly (string | number)[])[]): string {
  // A file name that begins with "=" must not become a formula in a spreadsheet; numbers are left as they are.
  return stringify([...rows], { escape_formulas: true }).trimEnd();
}
