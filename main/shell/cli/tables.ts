import Table from 'cli-table3';
import type { JobResult, RegressionScoresRecord, ScoresRecord } from '../../../shared/training.ts';
import { titleOf } from '../../app/classifier-titles.ts';
import { points } from '../../app/points.ts';
import { r2 } from '../../app/regression-sentences.ts';
import { regressorTitle } from '../../app/regressor-titles.ts';
import { significant } from '../../app/significant.ts';

const plain = { head: [], border: [], 'padding-left': 1, 'padding-right': 1, compact: true };

/** Rows under a head, columns aligned; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const aligns = head.map((_, column) =>
    rows.every((row) => /^[-+]?[\d.,–:]*( %)?$/.test(row[column] ?? ''))
      ? ('right' as const)
      : ('left' as const),
  );
  const out = new Table({ head: [...head], style: plain, colAligns: aligns });
  for (const row of rows) out.push([...row]);
  return out.toString();
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Accuracy, interval and macro-F1 of each classifier, the best marked. */
export function scoresTable(
  scores: Readonly<Record<string, ScoresRecord>>,
  best: string | null,
): string {
  const rows = Object.entries(scores).map(([kind, { accuracy, accuracyInterval, macroF1 }]) => [
    `${titleOf(kind)}${kind === best ? '  ← best' : ''}`,
    percent(accuracy),
    `${points(accuracyInterval[0])}–${points(accuracyInterval[1])}`,
    percent(macroF1),
  ]);
  return table(['model', 'accuracy', '95 % interval', 'macro-F1'], rows);
}

/** Errors and R² of each regressor with their intervals, the best marked. */
export function errorsTable(
  scores: Readonly<Record<string, RegressionScoresRecord>>,
  best: string | null,
): string {
  const rows = Object.entries(scores).map(([kind, score]) => {
    const { rootMeanSquaredError, meanAbsoluteError } = score;
    return [
      `${regressorTitle(kind)}${kind === best ? '  ← best' : ''}`,
      significant(rootMeanSquaredError.value),
      rootMeanSquaredError.interval.map(significant).join('–'),
      significant(meanAbsoluteError.value),
      r2(score.r2.value),
      score.r2.interval.map(r2).join(' to '),
    ];
  });
  const interval = '95 % interval';
  return table(['model', 'RMSE', interval, 'mean error', 'R²', interval], rows);
}

/** What each round of self-training kept, and what came of it. */
export function roundsTable(rounds: JobResult<'compare'>['rounds']): string {
  const rows = rounds.map(({ kept, unlabelled, sureness, changed, accuracy, tried }, i) => [
    String(i + 1),
    `${kept} of ${unlabelled}`,
    // The first has none before it.
    i === 0 ? '–' : String(changed),
    percent(sureness),
    accuracy === null ? 'too few labels to try' : `${percent(accuracy)} of ${tried}`,
  ]);
  const head = [
    'round',
    'labels kept',
    'of these, changed',
    'mean sureness',
    'right, labels hidden',
  ];
  return [
    table(head, rows),
    'Changed: the round before called the sample otherwise, whether or not it kept that.',
  ].join('\n');
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
  return table(['class', 'precision', 'recall', 'F1', 'samples'], rows);
}

/** Rows are true classes, columns predicted ones. */
export function confusionTable(score: ScoresRecord, classes: readonly string[]): string {
  const rows = score.confusion.map((row, i) => [classes[i] ?? String(i), ...row.map(String)]);
  return table(['true \\ predicted', ...classes], rows);
}
