import { chooseTextColumn, labelCandidates } from './choose-columns.ts';
import { type ColumnSummary, describeColumns } from './describe-columns.ts';

/** What a table is for: its texts, or its numbers and classes. */
export interface TableVerdict {
  is: 'text' | 'table';
  /** 0..1. */
  sure: number;
  /** Continues a sentence that begins with the file's name. */
  why: string;
  columns: readonly ColumnSummary[];
  /** The column that holds the text; of a table the one that does most likely, if any. */
  textColumn: string | null;
  /** Columns that may be what a person would label by, the likeliest first. */
  labelColumns: readonly { name: string; values: readonly string[] }[];
}

/** Characters in the mean: longer than names and addresses are. */
const longText = 60;

/**
 * Whether the rows of a table are texts to learn from or rows of numbers and classes. Texts are where one column has
 * sentences, or holds most of what there is to read.
 *
 * @param rows cells by column; some hundred are enough
 */
export function judgeTable(rows: readonly ReadonlyMap<string, string>[]): TableVerdict {
  const columns = describeColumns(rows);
  const text = chooseTextColumn(columns);
  const labels = labelCandidates(columns, text);
  const found = {
    columns,
    textColumn: text?.name ?? null,
    labelColumns: labels.map(({ name, values }) => ({ name, values: values ?? [] })),
  };
  if (text === null) return { is: 'table', sure: 0.95, why: 'has no column with words', ...found };
  const all = columns.reduce((sum, { filled, meanLength }) => sum + filled * meanLength, 0);
  const share = (text.filled * text.meanLength) / Math.max(all, 1);
  const numeric = columns.filter((column) => column.numeric > 0.5).length;
  const shown = text.name === '' ? 'its texts' : `its column ${JSON.stringify(text.name)}`;
  const mean = `${Math.round(text.meanLength)} characters a row`;
  const rest = Math.round(share * 100);
  if (text.meanLength >= longText && text.wordy > 0.5) {
    const sure = text.distinct > 0.5 ? 0.95 : 0.7;
    return { is: 'text', sure, why: `has long texts: ${shown} has ${mean}`, ...found };
  }
  if (share > 0.6 && text.distinct > 0.3 && numeric * 2 <= columns.length) {
    return {
      is: 'text',
      sure: 0.75,
      why: `is mostly text: ${shown} holds ${rest} % of it`,
      ...found,
    };
  }
  const sure = numeric * 2 > columns.length ? 0.9 : 0.7;
  const why = `has ${numeric} of ${columns.length} columns of numbers, and ${shown} is short: ${mean}`;
  return { is: 'table', sure, why, ...found };
}
