import Table from 'cli-table3';
import type { JobResult, ScoresRecord } from '../../../shared/training.ts';
import { classifierTitles } from '../../app/classifier-titles.ts';

const plain = { head: [], border: [], 'padding-left': 1, 'padding-right': 1, compact: true };

/** Rows under a head, columns aligned; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const aligns = head.map((_, column) =>
    rows.every((row) => /^[-+]?[\d.,–:]*( %)?$/.test(row[column] ?? ''))
      ? ('right' as const)
      : ('left' as const),
  );
  const out = new Table({ head: [...head], style: plain, colAligns: aligns });
  out.push(...rows.map((row) => [...row]));
  return out.toString();
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const points = (share: number): string => (100 * share).toFixed(1);

/** Accuracy, interval and macro-F1 of each classifier, the best marked. */
export function scoresTable(
  scores: Readonly<Record<string, ScoresRecord>>,
  best: string | null,
): string {
  const rows = Object.entries(scores).map(([kind, { accuracy, accuracyInterval, macroF1 }]) => [
    `${classifierTitles[kind] ?? kind}${kind === best ? '  ← best' : ''}`,
    percent(accuracy),
    `${points(accuracyInterval[0])}–${points(accuracyInterval[1])}`,
    percent(macroF1),
  ]);
  return table(['model', 'accuracy', '95 % interval', 'macro-F1'], rows);
}

/** Says plainly which is best, and how sure that is. */
export function winnerSentence(result: JobResult<'compare'>): string {
  const { best, lead, scores } = result;
  if (best === null || scores === null) {
    return 'No labelled test images were given, so nothing can be said about accuracy: add --test.';
  }
  const title = classifierTitles[best] ?? best;
  const second = Object.entries(lead).sort((a, b) => a[1].difference - b[1].difference)[0];
  const isBaseline = best === 'pixels' || best === 'scratch';
  const verdict = isBaseline
    ? `A baseline wins: ${title}. Pretraining did not pay off here; pretrain for longer or with another task.`
    : `Best: ${title}.`;
  if (second === undefined) return verdict;
  const [kind, { difference, interval }] = second;
  const sure =
    interval[0] > 0
      ? `ahead of ${classifierTitles[kind] ?? kind} by ${points(difference)} points (95 % interval ${points(interval[0])} to ${points(interval[1])}, same test images)`
      : `not clearly ahead of ${classifierTitles[kind] ?? kind}: ${points(difference)} points, 95 % interval ${points(interval[0])} to ${points(interval[1])}`;
  return `${verdict} It is ${sure}.`;
}

/** Precision, recall and F1 of each class. */
export function classTable(score: ScoresRecord, classes: readonly string[]): string {
  const rows = score.perClass.map(({ precision, recall, f1, support }, i) => [
    classes[i] ?? String(i),
    points(precision),
    points(recall),
    points(f1),
    String(support),
  ]);
  return table(['class', 'precision', 'recall', 'F1', 'images'], rows);
}

/** Rows are true classes, columns predicted ones. */
export function confusionTable(score: ScoresRecord, classes: readonly string[]): string {
  const rows = score.confusion.map((row, i) => [classes[i] ?? String(i), ...row.map(String)]);
  return table(['true \\ predicted', ...classes], rows);
}
