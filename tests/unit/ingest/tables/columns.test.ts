import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findColumnTypes } from '../../../../main/ingest/tables/column-types.ts';
import { describeRow } from '../../../../main/ingest/tables/describe-row.ts';
import { nearDuplicateRule, rowHash } from '../../../../main/ingest/tables/duplicates.ts';
import { fitPreprocessing } from '../../../../main/ingest/tables/fit-preprocessing.ts';
import { labelCandidates } from '../../../../main/ingest/tables/label-candidates.ts';
import { openTable } from '../../../../main/ingest/tables/open-table.ts';
import { type PreparedTable, prepareTable } from '../../../../main/ingest/tables/prepare-table.ts';
import { RowEncoder } from '../../../../main/ingest/tables/row-encoder.ts';
import { RowSample } from '../../../../main/ingest/tables/row-sample.ts';
import type { Cell, TableBatch } from '../../../../main/ingest/tables/table.ts';
import { bytesInput } from '../../../../main/ingest/tables/table-input.ts';
import type { ColumnType } from '../../../../shared/column-types.ts';
import { fixture, readAll } from '../../../fixtures/ingest/tables/read-table.ts';

function sampleOf(rows: readonly (readonly Cell[])[], size?: number): RowSample {
  const sample = new RowSample(1, size);
  for (const row of rows) sample.add(row);
  return sample;
}

function typeOf(values: readonly Cell[], name = 'x', decimalComma = false): ColumnType | undefined {
  return findColumnTypes([name], sampleOf(values.map((value) => [value])), decimalComma)[0]?.type;
}

/** `count` values, the ones of `make` by number. */
function many(make: (index: number) => Cell, count = 100): Cell[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

async function* batchesOf(rows: Cell[][]): AsyncGenerator<TableBatch> {
  yield { rows, places: rows.map((_, index) => index), problems: [] };
}

async function encodeAll(
  columns: string[],
  rows: Cell[][],
  types?: ReadonlyMap<string, ColumnType>,
): Promise<{ encoder: RowEncoder; encoded: number[][] }> {
  const sample = sampleOf(rows);
  const infos = findColumnTypes(columns, sample, false, types);
  const encoder = new RowEncoder(await fitPreprocessing(infos, sample, batchesOf(rows)), columns);
  return { encoder, encoded: rows.map((row) => [...encoder.encodeRow(row)]) };
}

async function prepare(name: string): Promise<PreparedTable & { columns: string[] }> {
  const table = await openTable('csv', bytesInput(name, fixture(name)));
  return { ...(await prepareTable(table, { seed: 1 })), columns: table.columns };
}

describe('types of columns', () => {
  it.each<[string, Cell[], ColumnType, string?]>([
    ['nothing', many(() => null), 'constant'],
    ['one value', many(() => 'a'), 'constant'],
    ['one value or none', many((i) => (i % 2 === 0 ? 'a' : null)), 'category'],
    ['one value, missing once', many((i) => (i === 5 ? null : 'a')), 'constant'],
    ['yes and no', many((i) => (i % 3 === 0 ? 'Yes' : 'no')), 'category'],
    ['truth values', many((i) => i % 3 === 0), 'category'],
    ['floats', many((i) => `${i * 1.37 - 20}`), 'number'],
    ['unique floats', many((i) => i + 0.5), 'number'],
    ['grouped numbers', many((i) => `1,${200 + i}.5`), 'number'],
    ['decimal commas', many((i) => `1.${200 + i},5`), 'number'],
    ['prices', many((i) => `$${i * 3}.99`), 'number'],
    ['shares', many((i) => `${(i * 7) % 50} %`), 'number'],
    ['numbers with a few words', many((i) => (i % 50 === 3 ? 'bad' : `${i * 2}`)), 'number'],
    ['numbers with many words', many((i) => (i % 5 === 3 ? 'bad' : `${i % 4}`)), 'category'],
    ['counts', many((i) => (i * i) % 7), 'number', 'rooms'],
    ['ratings', many((i) => `${(i * i) % 5}`), 'number', 'rating'],
    ['two integers', many((i) => i % 2), 'category', 'smoker'],
    ['codes by name', many((i) => `${(i * i) % 7}`), 'category', 'zone'],
    ['codes by name, too many', many((i) => (i * 7) % 30), 'number', 'zone'],
    ['a running number', many((i) => i), 'id'],
    ['a running number from one', many((i) => `${i + 1}`), 'id'],
    ['a running number from anywhere', many((i) => i + 500), 'number', 'time'],
    ['a running key', many((i) => i + 500), 'id', 'userId'],
    ['years in order', many((i) => 1900 + i), 'number', 'year'],
    ['unique integers', many((i) => (i * 37) % 101), 'number', 'score'],
    ['unique keys', many((i) => (i * 37) % 101), 'id', 'patient id'],
    ['keys that come again', many((i) => (i * 37) % 20), 'category', 'store_id'],
    ['days', many((i) => `2020-01-${String((i % 28) + 1).padStart(2, '0')}`), 'date'],
    ['unique days', many((i) => new Date(i * 86_400_000)), 'date'],
    ['colours', many((i) => ['red', 'green', 'blue'][i % 3] ?? null), 'category'],
    ['codes with zeros', many((i) => `0${1000 + (i % 10)}`), 'category', 'post code'],
    ['unique words', many((i) => `user-${i}`), 'id'],
    ['sentences', many((i) => `this is the text number ${i}`), 'text'],
    ['hashes', many((i) => rowHash([i])), 'text'],
    [
      'frequent words among unique ones',
      many((i) => (i % 2 === 0 ? 'usual' : `rare-${i}`)),
      'category',
    ],
  ])('%s', (_, values, type, name) => {
    expect(typeOf(values, name)).toBe(type);
  });

  it('say why, and can be set by hand', () => {
    const sample = sampleOf(many((i) => i).map((value) => [value, value]));
    const given = new Map<string, ColumnType>([['b', 'number']]);
    expect(findColumnTypes(['a', 'b'], sample, false, given)).toMatchObject([
      { name: 'a', type: 'id', reason: 'It counts the rows.', distinct: 100, missing: 0 },
      { name: 'b', type: 'number', reason: 'It was set by hand.' },
    ]);
  });

  it('say when the order of day and month is a guess', () => {
    const [info] = findColumnTypes(
      ['d'],
      sampleOf(many((i) => `${(i % 9) + 1}/3/2020`).map((v) => [v])),
      false,
    );
    expect(info).toMatchObject({ type: 'date', dateStyle: 'month-first' });
    expect(info?.reason).toContain('the month is taken to be');
  });

  it('keep the same rows of a long table for the same seed, in order', () => {
    const rows = many((i) => i, 5000).map((value) => [value]);
    const [first, again] = [sampleOf(rows, 100), sampleOf(rows, 100)];
    expect(first.rows).toEqual(again.rows);
    expect(first.rows).toHaveLength(100);
    expect(first.seen).toBe(5000);
    const indices = first.rows.map(({ index }) => index);
    expect(indices).toEqual([...indices].sort((a, b) => a - b));
    // Even: the mean of 100 of 0 … 4999 is within three deviations (3 · 1443 / 10) of 2500.
    expect(Math.abs(indices.reduce((sum, index) => sum + index, 0) / 100 - 2500)).toBeLessThan(433);
  });
});

describe('preprocessing', () => {
  const reference = z
    .object({
      kinds: z.array(z.string()),
      scaled: z.array(z.array(z.number())),
      hot: z.array(z.array(z.number())),
    })
    .parse(JSON.parse(fixture('encoded.json').toString()));

  it('gives what scikit-learn gives: StandardScaler, OneHotEncoder', async () => {
    const { rows: wine, table } = await readAll(
      await openTable('csv', bytesInput('wine.csv', fixture('wine.csv'))),
    );
    const rows = wine.map((row, index) => [...row.slice(0, 13), reference.kinds[index] ?? null]);
    const { encoder, encoded } = await encodeAll([...table.columns.slice(0, 13), 'kind'], rows);
    expect(encoder.groups).toEqual([...Array(13).fill(1), 4]);
    expect(encoder.features).toBe(17);
    expect(encoder.names.slice(13)).toEqual([
      'kind = middle',
      'kind = low',
      'kind = high',
      'kind = other',
    ]);
    for (const [index, row] of reference.scaled.entries()) {
      const wanted = [...row, ...(reference.hot[index] ?? []), 0];
      for (const [at, value] of wanted.entries())
        expect(encoded[index]?.[at]).toBeCloseTo(value, 5);
    }
  });

  it('has a feature for missing values only where there are some', async () => {
    const rows = many((i) => i * 1.5, 30).map((value, i) => [
      i === 3 ? null : value,
      value,
      i === 4 ? null : ('ab'[i % 2] ?? null),
    ]);
    const { encoder, encoded } = await encodeAll(['a', 'b', 'c'], rows);
    expect(encoder.groups).toEqual([2, 1, 4]);
    expect(encoded[3]?.slice(0, 2)).toEqual([0, 1]);
    expect(encoded[4]?.slice(3)).toEqual([0, 0, 0, 1]);
    expect(encoded[5]?.slice(3)).toEqual([1, 0, 0, 0]);
  });

  it('puts rare and unknown categories together, and keeps fifty at most', async () => {
    const rare = many((i) => (i < 3 ? 'rare' : `kind ${i % 4}`), 1000).map((value) => [value]);
    const { encoder, encoded } = await encodeAll(['k'], rare);
    expect(encoder.groups).toEqual([5]);
    expect(encoded[0]).toEqual([0, 0, 0, 0, 1]);
    expect([...encoder.encodeRow(['never seen'])]).toEqual([0, 0, 0, 0, 1]);
    const wide = await encodeAll(
      ['k'],
      many((i) => `kind ${i % 80}`, 1000).map((value) => [value]),
    );
    expect(wide.encoder.groups).toEqual([51]);
  });

  it('clips heavy tails and nothing else', async () => {
    const values = many((i) => (i * 37) % 101, 1000).map(Number);
    const sample = sampleOf(values.map((value) => [value]));
    const infos = findColumnTypes(['x'], sample, false);
    const plain = await fitPreprocessing(infos, sample, batchesOf(values.map((value) => [value])));
    expect(plain.columns[0]).toMatchObject({ type: 'number', clip: null });
    const tailed = values.map((value, i) => [i === 7 ? 1e9 : value]);
    const heavy = await fitPreprocessing(infos, sampleOf(tailed), batchesOf(tailed));
    expect(heavy.columns[0]).toMatchObject({ type: 'number', clip: [0, 100] });
    const encoder = new RowEncoder(heavy, ['x']);
    expect(encoder.encodeRow([1e9])[0]).toBeCloseTo(encoder.encodeRow([100])[0] ?? 0, 6);
  });

  it('turns dates into days and circles', async () => {
    const start = Date.UTC(2019, 0, 1);
    const rows = many((i) => new Date(start + i * 86_400_000), 400).map((value) => [value]);
    const { encoder, encoded } = await encodeAll(['when'], rows);
    expect(encoder.groups).toEqual([5]);
    // 1 January 2019 was a Tuesday; sine and cosine of a seventh of a turn.
    const turn = (2 * Math.PI) / 7;
    const wanted = [-Math.sqrt(3 * (399 / 401)), 0, 1, Math.sin(turn), Math.cos(turn)];
    for (const [at, value] of wanted.entries()) expect(encoded[0]?.[at]).toBeCloseTo(value, 5);
    expect(encoded[7]?.[3]).toBeCloseTo(Math.sin(turn), 5);
    expect(encoded[31]?.[1]).toBeCloseTo(Math.sin((2 * Math.PI * 31) / 365.25), 5);
    const timed = await encodeAll(
      ['when'],
      rows.map(([when], i) => [new Date((when as Date).getTime() + i * 60_000)]),
    );
    expect(timed.encoder.groups).toEqual([7]);
    expect(timed.encoded[360]?.[5]).toBeCloseTo(Math.sin(Math.PI / 2), 5);
  });

  it('survives as JSON, finds columns by name, and names the ones that are missing', async () => {
    const { preprocessing, columns } = await prepare('wine.csv');
    const kept = JSON.parse(JSON.stringify(preprocessing)) as typeof preprocessing;
    const row = columns.map((_, index) => `${index + 0.5}`);
    const encoded = new RowEncoder(preprocessing, columns).encodeRow(row);
    const turned = new RowEncoder(kept, ['more', ...columns.toReversed()]);
    expect(turned.encodeRow(['x', ...row.toReversed()])).toEqual(encoded);
    expect(() => new RowEncoder(kept, columns.slice(2))).toThrow(
      'lacks the columns "alcohol", "malic_acid" of the data set',
    );
  });

  it('reads the three tables whole, with their labels kept out', async () => {
    const wine = await prepare('wine.csv');
    expect([wine.rows, wine.problemCount, wine.label]).toEqual([178, 0, 'target']);
    expect(wine.labels[0]).toMatchObject({
      task: 'class',
      classes: ['class_1', 'class_0', 'class_2'],
      named: true,
    });
    expect(wine.preprocessing.columns).toHaveLength(13);
    const cancer = await prepare('breast-cancer.csv');
    expect(cancer.preprocessing.columns.map(({ type }) => type)).toEqual(Array(30).fill('number'));
    const diabetes = await prepare('diabetes.csv');
    expect(diabetes.labels[0]).toMatchObject({ column: 'target', task: 'number', named: true });
    expect(diabetes.infos.find(({ name }) => name === 'sex')?.type).toBe('category');
  });
});

describe('columns of labels', () => {
  it('are found by name before place, and not among ids and texts', () => {
    const rows = many((i) => i).map((_, i) => [
      i,
      ['a', 'b', 'c'][i % 3] ?? null,
      i % 2,
      ['x', 'y'][i % 2] ?? null,
      i * 1.1,
    ]);
    const columns = ['id', 'species', 'flag', 'last word', 'price'];
    const sample = sampleOf(rows);
    const found = labelCandidates(findColumnTypes(columns, sample, false), sample);
    expect(found.map(({ column, task }) => [column, task])).toEqual([
      ['species', 'class'],
      ['flag', 'class'],
      ['last word', 'class'],
      ['price', 'number'],
    ]);
  });

  it('hold classes when they are few integers and named so', () => {
    const sample = sampleOf(many((i) => i).map((_, i) => [i * 1.1, (i * i) % 7]));
    const infos = findColumnTypes(['a', 'y'], sample, false);
    expect(labelCandidates(infos, sample)[0]).toMatchObject({
      column: 'y',
      task: 'class',
      classes: expect.arrayContaining(['0', '1', '2', '4']),
    });
  });
});

describe('duplicate rows', () => {
  it('have one hash, whatever file the values stand in', () => {
    const when = new Date('2020-01-01T00:00:00Z');
    expect(rowHash(['1', 'a', null, 'true'])).toBe(rowHash([1, 'a', null, true]));
    expect(rowHash(['1.0'])).toBe(rowHash([1]));
    expect(rowHash([when])).toBe(rowHash([new Date(when)]));
    const different: Cell[][] = [
      ['a', 'b'],
      ['a,b'],
      ['ab', ''],
      ['', 'ab'],
      [null, 'ab'],
      ['007'],
      ['7'],
      [null],
      ['null'],
    ];
    expect(new Set(different.map(rowHash)).size).toBe(different.length);
    expect(rowHash([])).toMatch(/^[\da-f]{64}$/);
  });

  it('are near after rounding, without ids', async () => {
    const { infos, sample } = await prepare('wine.csv');
    const near = nearDuplicateRule(infos, sample);
    if (near === null) throw new Error('wine has numbers enough');
    const first = sample.rows[0]?.row ?? [];
    const changed = first.map((cell, at) => (at === 1 ? `${Number(cell) * 1.00001}` : cell));
    expect(near(changed)).toBe(near(first));
    const other = first.map((cell, at) => (at === 1 ? `${Number(cell) * 1.1}` : cell));
    expect(near(other)).not.toBe(near(first));
    expect(new Set(sample.rows.map(({ row }) => near(row))).size).toBe(178);
  });

  it('are not looked for where equal rows are chance', () => {
    const rows = many((i) => i, 1000).map((_, i) => ['ab'[i % 2] ?? null, 'abc'[i % 3] ?? null, i]);
    const sample = sampleOf(rows);
    expect(nearDuplicateRule(findColumnTypes(['a', 'b', 'id'], sample, false), sample)).toBeNull();
  });
});

it('a row for the screen is short', () => {
  const row = [
    'x '.repeat(100),
    1 / 3,
    true,
    new Date('2020-01-02T00:00:00Z'),
    new Date('2020-01-02T03:04:05Z'),
    null,
  ];
  const shown = describeRow(['text', 'number', 'truth', 'day', 'time', 'none'], row);
  expect(shown.slice(1)).toEqual([
    ['number', '0.333333'],
    ['truth', 'yes'],
    ['day', '2020-01-02'],
    ['time', '2020-01-02 03:04'],
    ['none', null],
  ]);
  expect(shown[0]?.[1]).toHaveLength(80);
});
