import { Refusal } from '../refusal.ts';
import { categoryText, dayValue, numberValue } from './cell-values.ts';
import {
  type CategoryColumn,
  type ColumnPreprocessing,
  type DateColumn,
  featureCount,
  featureNames,
  type NumberColumn,
  type TablePreprocessing,
} from './preprocessing.ts';
import type { Cell } from './table.ts';

const namedAtMost = 5;
const daysOfYear = 365.25;

/** Writes the features of a cell from `at` on, into zeros. */
type CellEncoder = (cell: Cell, features: Float32Array, at: number) => void;

/** Turns rows of one table into features, by a preprocessing that may have been fitted to another. */
export class RowEncoder {
  /** Features a column takes, in order: what a pretext task hides or swaps together. */
  readonly groups: number[];
  /** Length of an encoded row. */
  readonly features: number;
  /** `[features]`, for people. */
  readonly names: string[];
  readonly #cells: { place: number; encode: CellEncoder; features: number }[];

  /**
   * @param columns of the table, in its order; more than the preprocessing knows do not matter
   * @throws {Refusal} `unsupported` when the table lacks columns
   */
  constructor({ columns: used }: TablePreprocessing, columns: readonly string[]) {
    const places = new Map(columns.map((name, place) => [name, place]));
    const missing = used.filter(({ name }) => !places.has(name)).map(({ name }) => `"${name}"`);
    if (missing.length > 0) {
      const some = missing.slice(0, namedAtMost).join(', ');
      const more = missing.length > namedAtMost ? ` and ${missing.length - namedAtMost} more` : '';
      const word = missing.length === 1 ? 'column' : 'columns';
      throw new Refusal('unsupported', `lacks the ${word} ${some}${more} of the data set`);
    }
    this.groups = used.map(featureCount);
    this.features = this.groups.reduce((sum, count) => sum + count, 0);
    this.names = used.flatMap(featureNames);
    this.#cells = used.map((column) => ({
      place: places.get(column.name) ?? 0,
      encode: cellEncoder(column),
      features: featureCount(column),
    }));
  }

  /** `[features]`. */
  encodeRow(row: readonly Cell[]): Float32Array {
    const features = new Float32Array(this.features);
    let at = 0;
    for (const cell of this.#cells) {
      cell.encode(row[cell.place] ?? null, features, at);
      at += cell.features;
    }
    return features;
  }
}

function cellEncoder(column: ColumnPreprocessing): CellEncoder {
  switch (column.type) {
    case 'number':
      return numberEncoder(column);
    case 'category':
      return categoryEncoder(column);
    case 'date':
      return dateEncoder(column);
  }
}

/** Nothing but the last feature, if the column has one for this. */
function markMissing(column: ColumnPreprocessing, features: Float32Array, at: number): void {
  if (column.hasMissing) features[at + featureCount(column) - 1] = 1;
}

function numberEncoder(column: NumberColumn): CellEncoder {
  const [low, high] = column.clip ?? [-Infinity, Infinity];
  return (cell, features, at) => {
    const value = numberValue(cell, column.style);
    if (value === null) {
      markMissing(column, features, at);
      return;
    }
    const clipped = Math.min(Math.max(value, low), high);
    features[at] = (clipped - column.mean) / column.deviation;
  };
}

function categoryEncoder(column: CategoryColumn): CellEncoder {
  const places = new Map(column.categories.map((category, place) => [category, place]));
  return (cell, features, at) => {
    const text = categoryText(cell, column.style);
    if (text === null) markMissing(column, features, at);
    else features[at + (places.get(text) ?? column.categories.length)] = 1;
  };
}

function dateEncoder(column: DateColumn): CellEncoder {
  return (cell, features, at) => {
    const day = dayValue(cell, column.style);
    if (day === null) {
      markMissing(column, features, at);
      return;
    }
    const whole = Math.floor(day);
    const turns = [
      dayOfYear(whole) / daysOfYear,
      weekday(whole) / 7,
      ...(column.hasTime ? [day - whole] : []),
    ];
    features[at] = (day - column.mean) / column.deviation;
    for (const [index, turn] of turns.entries()) {
      features[at + 1 + 2 * index] = Math.sin(2 * Math.PI * turn);
      features[at + 2 + 2 * index] = Math.cos(2 * Math.PI * turn);
    }
  };
}

/** From 0, of a day since 1970. */
function dayOfYear(day: number): number {
  const date = new Date(day * 24 * 60 * 60 * 1000);
  const first = new Date(0);
  first.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return Math.round((date.getTime() - first.getTime()) / (24 * 60 * 60 * 1000));
}

/** From 0, Monday. The first of January 1970 was a Thursday. */
function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}
