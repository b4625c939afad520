import { expect, test } from 'vitest';
import { decodeRow } from '../../../../main/ingest/tables/decode-row.ts';
import type { ColumnPreprocessing } from '../../../../main/ingest/tables/preprocessing.ts';
import { RowEncoder } from '../../../../main/ingest/tables/row-encoder.ts';

const columns: ColumnPreprocessing[] = [
  {
    ...{ type: 'number', name: 'alcohol', hasMissing: true, style: 'plain' },
    ...{ clip: null, mean: 13, deviation: 0.81 },
  },
  {
    ...{ type: 'category', name: 'grape', hasMissing: true, style: 'plain' },
    categories: ['Merlot', 'Riesling'],
  },
  {
    ...{ type: 'date', name: 'picked', hasMissing: false, style: 'iso', hasTime: false },
    ...{ mean: 19_000, deviation: 400 },
  },
];

test.each([
  [
    ['12.37', 'Riesling', '2021-09-14'],
    ['12.37', 'Riesling', '2021-09-14'],
  ],
  [
    ['', '', '2024-02-29'],
    ['–', '–', '2024-02-29'],
  ],
  [
    ['0.5', 'Malbec', '1999-12-31'],
    ['0.5', 'other', '1999-12-31'],
  ],
])('a row that was encoded says what it said: %s', (row, wanted) => {
  const cells = row.map((cell) => (cell === '' ? null : cell));
  const names = columns.map(({ name }) => name);
  const encoded = new RowEncoder({ columns }, names).encodeRow(cells);
  expect(decodeRow(columns, encoded)).toEqual(names.map((name, i) => [name, wanted[i]]));
});
