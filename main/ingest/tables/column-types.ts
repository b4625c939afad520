import type { ColumnType } from '../../../shared/column-types.ts';
import { parseBoolean } from './booleans.ts';
import { isNamedCode, isNamedKey, isUnnamed } from './column-hints.ts';
import { type DateStyle, findDateStyle } from './dates.ts';
import { findNumberStyle, type NumberStyle, parseNumber } from './numbers.ts';
import type { RowSample } from './row-sample.ts';
import type { Cell } from './table.ts';

export interface ColumnInfo {
  name: string;
  type: ColumnType;
  /** Why, as a sentence. */
  reason: string;
  /** How its numbers and dates are written, where they are texts. */
  numberStyle: NumberStyle;
  dateStyle: DateStyle;
  /** Of the sampled rows. */
  missing: number;
  distinct: number;
}

/** Of the values, at least so many are numbers (or dates) in a column of numbers (or dates); the others are missing. */
const typedShare = 0.95;
/** Fewer values than these say little about whether they are all different. */
const fewValues = 10;
/** A column that is filled or not says something when it is so in this share of the rows. */
const filledShare = 0.05;
const mostCodes = 10;
const wordsOfText = 2.5;
const charsOfText = 40;

/**
 * What kind of values each column holds, by a sample. The rules, the first one that fits:
 *
 * 1. no value, or one only: `constant` (one value in some rows and none in others: `category`);
 * 2. two truth values: `category`;
 * 3. 95 % numbers: `id` when they count the rows from 0 or 1, or are all different and named so; `category` when
 *    they are two integers, or at most ten in ten times as many rows and named as codes (`class`, `zone`, …), or
 *    repeated keys (`county_id`); else `number`, because order is information: a count of rooms is no code;
 * 4. 95 % dates: `date`;
 * 5. texts: `category` when they come twice or more on average and are short; `text` when they have several words
 *    or are long; `id` when they are all or nearly all different.
 *
 * @param given types that a person set, by name; they count, whatever the values say
 */
export function findColumnTypes(
  columns: readonly string[],
  sample: RowSample,
  decimalComma: boolean,
  given: ReadonlyMap<string, ColumnType> = new Map(),
): ColumnInfo[] {
  const { rows } = sample;
  return columns.map((name, place) => {
    const values: Exclude<Cell, null>[] = [];
    const indices: number[] = [];
    for (const { index, row } of rows) {
      const cell = row[place] ?? null;
      if (cell === null) continue;
      values.push(cell);
      indices.push(index);
    }
    const column = describe(name, values, indices, rows.length, decimalComma);
    const found = findType(column);
    const type = given.get(name) ?? found.type;
    const reason = given.has(name) ? 'It was set by hand.' : found.reason;
    const { numberStyle, dateStyle, missing, distinct } = column;
    return { name, type, reason, numberStyle, dateStyle, missing, distinct };
  });
}

interface Column {
  name: string;
  values: readonly Exclude<Cell, null>[];
  /** Row of each value. */
  indices: readonly number[];
  rows: number;
  missing: number;
  distinct: number;
  numberStyle: NumberStyle;
  /** Of each value; `null` where it is none. */
  numbers: (number | null)[];
  numberCount: number;
  dateStyle: DateStyle;
  dateCount: number;
  ambiguousDates: boolean;
}

function describe(
  name: string,
  values: readonly Exclude<Cell, null>[],
  indices: readonly number[],
  rows: number,
  decimalComma: boolean,
): Column {
  const texts = values.filter((value) => typeof value === 'string');
  const { style: numberStyle } = findNumberStyle(texts, decimalComma);
  const numbers = values.map((value) => {
    if (typeof value === 'number') return value;
    return typeof value === 'string' ? parseNumber(value, numberStyle) : null;
  });
  const dates = findDateStyle(texts);
  return {
    name,
    values,
    indices,
    rows,
    missing: rows - values.length,
    distinct: new Set(values.map(distinctKey)).size,
    numberStyle,
    numbers,
    numberCount: numbers.filter((value) => value !== null).length,
    dateStyle: dates.style,
    dateCount: dates.count + values.filter((value) => value instanceof Date).length,
    ambiguousDates: dates.ambiguous,
  };
}

function distinctKey(value: Exclude<Cell, null>): string | number | boolean {
  return value instanceof Date ? value.getTime() : value;
}

interface Found {
  type: ColumnType;
  reason: string;
}

function findType(column: Column): Found {
  const { values, rows, missing, distinct, numberCount, dateCount } = column;
  const count = values.length;
  if (count === 0) return { type: 'constant', reason: 'It has no values.' };
  if (distinct === 1) {
    const share = missing / rows;
    return share >= filledShare && share <= 1 - filledShare
      ? { type: 'category', reason: 'It has one value, in some rows only.' }
      : { type: 'constant', reason: 'It has the same value in all rows.' };
  }
  if (isBoolean(column)) return { type: 'category', reason: 'Its values are yes and no.' };
  if (numberCount >= typedShare * count) return numberType(column);
  if (dateCount >= typedShare * count) {
    const order = column.dateStyle === 'day-first' ? 'the day' : 'the month';
    const guess = column.ambiguousDates
      ? ` Whether day or month is first does not show; ${order} is taken to be.`
      : '';
    return { type: 'date', reason: `Its values are dates.${guess}` };
  }
  return textType(column);
}

function isBoolean({ values }: Column): boolean {
  const seen = new Set<string>();
  for (const value of values) {
    if (typeof value === 'boolean') seen.add(String(value));
    else if (typeof value === 'string' && parseBoolean(value) !== null)
      seen.add(value.toLowerCase());
    else return false;
    if (seen.size > 2) return false;
  }
  return true;
}

function numberType(column: Column): Found {
  const { name, numbers, indices, distinct } = column;
  const known = numbers.filter((value) => value !== null);
  const number: Found = { type: 'number', reason: 'Its values are numbers.' };
  if (!known.every(Number.isInteger)) return number;
  const isUnique = new Set(known).size === known.length && known.length >= fewValues;
  if (isUnique && known.length === numbers.length) {
    const offset = (known[0] ?? 0) - (indices[0] ?? 0);
    const isRunning = known.every((value, at) => value - (indices[at] ?? 0) === offset);
    if (isRunning && (offset === 0 || offset === 1 || isNamedKey(name))) {
      return { type: 'id', reason: 'It counts the rows.' };
    }
  }
  if (isUnique && isNamedKey(name) && !isUnnamed(name)) {
    return { type: 'id', reason: 'It is named as a key, and all values are different.' };
  }
  if (distinct === 2) return { type: 'category', reason: 'It has two values.' };
  const repeats = known.length / Math.max(1, distinct);
  if (distinct <= mostCodes && repeats >= 10 && isNamedCode(name)) {
    return { type: 'category', reason: 'It is named as a code, and has few values.' };
  }
  if (isNamedKey(name) && !isUnnamed(name)) {
    return repeats >= 2
      ? { type: 'category', reason: 'It is named as a key, and its values come again.' }
      : { type: 'id', reason: 'It is named as a key, and nearly all values are different.' };
  }
  return number;
}

function textType({ values, distinct }: Column): Found {
  const count = values.length;
  const texts = values.map((value) =>
    value instanceof Date ? value.toISOString() : String(value),
  );
  const chars = texts.reduce((sum, text) => sum + text.length, 0) / count;
  const words = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) / count;
  const repeats = count / distinct;
  const isWordy = words >= wordsOfText || chars > charsOfText;
  if (repeats >= 2 && chars <= 2 * charsOfText) {
    return { type: 'category', reason: 'Its values come again and again.' };
  }
  if (count < fewValues && repeats >= 1.5 && !isWordy) {
    return { type: 'category', reason: 'Some of its values come again.' };
  }
  if (isWordy) return { type: 'text', reason: 'Its values are texts of several words.' };
  if (coveredBy(texts, 20) >= 0.3 && count >= 2 * fewValues && repeats > 1.05) {
    return { type: 'category', reason: 'A few of its values are frequent.' };
  }
  const all = repeats === 1 ? 'all' : 'nearly all';
  return { type: 'id', reason: `Its values are short, and ${all} different.` };
}

/** Share of `texts` that are one of the `most` frequent ones. */
function coveredBy(texts: readonly string[], most: number): number {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const frequent = [...counts.values()].sort((a, b) => b - a).slice(0, most);
  return frequent.reduce((sum, one) => sum + one, 0) / texts.length;
}
