import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mixSeed, permutation } from '../../main/learn/data/seeded.ts';

/** Makes the sample table of the copy that the tests have, which `tests/fixtures/ingest/tables/make.py` writes: run it with node. */

const table = 'breast-cancer.csv';
const trainingLabelsOfClass = 10;
const testShare = 0.3;

const source = path.join(import.meta.dirname, '../../tests/fixtures/ingest/tables', table);
const [header = '', ...rows] = readFileSync(source, 'utf8').trim().split('\n');
const write = (name: string, lines: readonly string[]): void =>
  writeFileSync(path.join(import.meta.dirname, name), `${lines.join('\n')}\n`);
write(table, [header.replace(/target$/, 'diagnosis'), ...rows]);

const classOf = (row: string): string => row.split(',').at(-1) ?? '';
/** As the import names rows: the first below the header is 2. */
const line = (at: number): string => `"${table}, row ${at + 2}",${classOf(rows[at] ?? '')}`;
const order = [...permutation(rows.length, mixSeed(1, 'sample table'))];
const tested = Math.round(testShare * rows.length);
const labelled = [...new Set(rows.map(classOf))].flatMap((label) =>
  order
    .slice(tested)
    .filter((at) => classOf(rows[at] ?? '') === label)
    .slice(0, trainingLabelsOfClass),
);
const listOf = (chosen: readonly number[]): string[] => [
  'path,label',
  ...chosen.toSorted((a, b) => a - b).map(line),
];
write('breast-cancer-test.csv', listOf(order.slice(0, tested)));
write('breast-cancer-train.csv', listOf(labelled));
