import { createHash } from 'node:crypto';
import { categoryText, dayValue, numberValue } from './cell-values.ts';
import type { ColumnInfo } from './column-types.ts';
import type { RowSample } from './row-sample.ts';
import type { Cell } from './table.ts';

const significantDigits = 3;
/** So few pairs of near duplicates a row may come about by chance before the rule says nothing. */
const chancePairs = 0.001;

/**
 * sha256 (hexadecimal) of a row: the same for the same values, whatever the file they stand in. `1`, `1.0` and the
 * number 1 are the same value.
 */
export function rowHash(row: readonly Cell[]): string {
  return sha256(row.map((cell) => categoryText(cell, 'plain')));
}

function sha256(values: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}

/** Rows with the same key are near duplicates. */
export type NearKey = (row: readonly Cell[]) => string;

/**
 * The rule for near duplicates of a table: numbers to three significant digits, days without times, texts without
 * case and spacing; ids and constant columns do not count. `null` when so little is left of a row that equal keys
 * would come about by chance: a table of three categories is full of equal rows that nobody copied. How likely that is
 * follows from how often two values of a column are the same, taken column by column.
 */
export function nearDuplicateRule(infos: readonly ColumnInfo[], sample: RowSample): NearKey | null {
  const used = infos.flatMap((info, place) =>
    info.type === 'id' || info.type === 'constant' ? [] : [{ info, place }],
  );
  const { rows } = sample;
  let chance = 1;
  for (const { info, place } of used) {
    const counts = new Map<string | null, number>();
    for (const { row } of rows) {
      const text = roundedText(row[place] ?? null, info);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    let same = 0;
    for (const count of counts.values()) same += (count / rows.length) ** 2;
    chance *= same;
  }
  if (used.length === 0 || (chance * sample.seen) / 2 > chancePairs) return null;
  return (row) => sha256(used.map(({ info, place }) => roundedText(row[place] ?? null, info)));
}

function roundedText(cell: Cell, info: ColumnInfo): string | null {
  switch (info.type) {
    case 'number': {
      const value = numberValue(cell, info.numberStyle);
      return value === null ? null : String(Number(value.toPrecision(significantDigits)));
    }
    case 'date': {
      const day = dayValue(cell, info.dateStyle);
      return day === null ? null : String(Math.floor(day));
    }
    default:
      return categoryText(cell, info.numberStyle)?.toLowerCase().replace(/\s+/g, ' ') ?? null;
  }
}
