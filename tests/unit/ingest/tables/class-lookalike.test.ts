import { expect, test } from 'vitest';
import { classLookalike } from '../../../../main/ingest/tables/class-lookalike.ts';
import { findColumnTypes } from '../../../../main/ingest/tables/column-types.ts';
import { labelCandidates } from '../../../../main/ingest/tables/label-candidates.ts';
import { RowSample } from '../../../../main/ingest/tables/row-sample.ts';
import type { Cell } from '../../../../main/ingest/tables/table.ts';

/** A value of each row, by its number. */
type Make = (row: number) => Cell;

/** Of a table with these columns; 120 rows. */
function lookalikeOf(columns: Record<string, Make>): [string, number] | null {
  const sample = new RowSample(1);
  for (let i = 0; i < 120; i++) sample.add(Object.values(columns).map((make) => make(i)));
  const infos = findColumnTypes(Object.keys(columns), sample, false);
  const found = classLookalike(infos, labelCandidates(infos, sample), sample);
  return found && [found.column, found.values];
}

const id: Make = (i) => i + 1;
const amount: Make = (i) => ((i * 37) % 101) / 4;
const size: Make = (i) => ((i * 53) % 97) / 3;
const of =
  (...values: Cell[]): Make =>
  (i) =>
    values[(i * 7 + (i % 5)) % values.length] ?? null;
const kinds = of('oak', 'ash', 'elm');
const answers = of('often', 'seldom', 'never');
const city: Make = (i) => `town ${(i * 11) % 17}`;

test.each<[string, Record<string, Make>, [string, number] | null]>([
  ['the last one of words', { amount, size, tree: kinds }, ['tree', 3]],
  ['the first one of words', { tree: kinds, amount, city, size }, ['tree', 3]],
  ['the first one after an id', { id, tree: kinds, amount, city, size }, ['tree', 3]],
  ['of both the one with fewer values', { tree: kinds, amount, size, city }, ['tree', 3]],
  ['the only one of words', { amount, tree: kinds, size }, ['tree', 3]],
  ['one that is named so', { amount, y: kinds, size, city }, ['y', 3]],
  ['the last one of two values', { amount, size, city, bought: of(0, 1) }, ['bought', 2]],
  ['the last one of yes and no', { amount, size, city, sold: of('yes', 'no') }, ['sold', 2]],
  ['the last one of codes', { amount, size, cultivar: of(0, 1, 2) }, ['cultivar', 3]],
])('%s looks like a class', (_, columns, expected) => {
  expect(lookalikeOf(columns)).toEqual(expected);
});

test.each<[string, Record<string, Make>]>([
  ['numbers alone', { amount, size, more: (i) => i * 1.5 }],
  ['yes and no among other columns', { sold: of('yes', 'no'), city, tree: city, amount }],
  ['yes and no in all columns', { a: of('yes', 'no'), b: of('no', 'yes'), c: of(true, false) }],
  ['answers to many questions', { q1: answers, q2: answers, q3: answers, q4: answers }],
  ['counts of rooms in several columns', { amount, rooms: of(1, 2, 3), beds: of(1, 2, 3, 4) }],
  ['whole numbers that count from elsewhere', { amount, size, doors: of(3, 4, 5, 6, 8) }],
  ['words with many values', { amount, size, place: (i) => `place ${i % 30}` }],
  ['one column alone', { tree: kinds }],
])('%s do not', (_, columns) => {
  expect(lookalikeOf(columns)).toBeNull();
});
