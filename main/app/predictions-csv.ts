import { stringify } from 'csv-stringify/sync';
import type { Prediction } from './predict.ts';

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
  // A file name that begins with "=" must not become a formula in a spreadsheet.
  return stringify([['path', 'label', 'confidence', 'unsure', 'unfamiliar', ...classes], ...rows], {
    escape_formulas: true,
  }).trimEnd();
}
