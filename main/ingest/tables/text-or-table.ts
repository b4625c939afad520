import { findColumnTypes } from './column-types.ts';
import { RowSample } from './row-sample.ts';
import type { Cell } from './table.ts';

export interface TextOrTable {
  is: 'text' | 'table';
  /** A sentence. */
  reason: string;
}

/** Mean characters of a text that is worth a look of its own. */
const longText = 30;
/** Of all characters, so many are of the text: the rest is beside it. */
const mostOfIt = 0.8;

/**
 * Whether a table holds texts to learn from, with their labels, numbers and dates beside them, or is a table proper. It
 * holds texts when one column has long texts that are nearly all different and there is at most one other column to
 * learn from (the labels), or when these texts are four fifths of all that is written.
 */
export function textOrTable(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): TextOrTable {
  const sample = new RowSample(0);
  for (const row of rows) sample.add(row);
  const infos = findColumnTypes(columns, sample, false);
  const chars = columns.map((_, place) =>
    rows.reduce((sum, row) => sum + String(row[place] ?? '').length, 0),
  );
  const all = chars.reduce((sum, count) => sum + count, 0);
  const texts = infos
    .map((info, place) => ({ info, chars: chars[place] ?? 0 }))
    .filter(
      ({ info, chars }) => info.type === 'text' && chars > longText * (rows.length - info.missing),
    )
    .sort((a, b) => b.chars - a.chars);
  const [longest] = texts;
  if (longest === undefined) {
    return { is: 'table', reason: 'No column holds long texts.' };
  }
  const others = infos.filter(
    ({ name, type }) => name !== longest.info.name && !['id', 'constant'].includes(type),
  );
  const name = longest.info.name;
  if (others.length <= 1) {
    return { is: 'text', reason: `"${name}" holds texts, and there is little else.` };
  }
  if (longest.chars >= mostOfIt * all) {
    return { is: 'text', reason: `"${name}" holds texts, which are most of what is written.` };
  }
  return {
    is: 'table',
    reason: `"${name}" holds texts, but ${others.length} other columns say as much.`,
  };
}
