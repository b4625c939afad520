import type { ColumnSummary } from './describe-columns.ts';

const textNames =
  /^(text|texts|body|content|contents|message|messages|msg|sms|mail|email|review|review_?text|comment|comment_?text|sentence|document|doc|tweet|post|article|description|abstract|question|title|headline|summary|utterance|query|input|prompt|transcript|v2)$/i;
const labelNames =
  /^(label|labels|class|classes|category|categories|target|sentiment|topic|intent|emotion|tag|type|group|spam|is_?spam|rating|stars|score|polarity|y|v1)$/i;

/** The column with the longest, most varied texts; `null` where none has words. */
export function chooseTextColumn(columns: readonly ColumnSummary[]): ColumnSummary | null {
  let best: { column: ColumnSummary; score: number } | null = null;
  for (const column of columns) {
    const score = textScore(column);
    if (score > (best?.score ?? 0)) best = { column, score };
  }
  return best?.column ?? null;
}

function textScore(column: ColumnSummary): number {
  const { name, meanLength, distinct, numeric, wordy, values } = column;
  if (wordy < 0.2) return 0;
  const named = textNames.test(name) ? 2 : 1;
  // Lengths count by their logarithm: a summary that varies is a better text than a long notice that does not.
  const varied = values === null ? distinct : distinct / 2;
  return named * Math.log2(1 + meanLength) * varied * (1 - numeric) * wordy;
}

/** Columns that may be what a person would label by; those that are called so first, then those of fewer values. */
export function labelCandidates(
  columns: readonly ColumnSummary[],
  text: ColumnSummary | null,
): ColumnSummary[] {
  return columns
    .filter((column) => column !== text && column.values !== null)
    .sort((a, b) => Number(isNamed(b)) - Number(isNamed(a)) || count(a) - count(b));
}

function isNamed(column: ColumnSummary): boolean {
  return labelNames.test(column.name);
}

function count(column: ColumnSummary): number {
  return column.values?.length ?? 0;
}
