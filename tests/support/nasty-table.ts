import type { PreprocessingOf } from '../../main/app/preprocessing/preprocessing.ts';

/** A table whose cells are written in every way that the app reads, and in some that it does not. */

type Column = PreprocessingOf<'tables'>['columns'][number];
const standard = { mean: 10, deviation: 20, hasMissing: true };
const dates = { mean: 18_000, deviation: 1500 };

const cells: Readonly<Record<string, readonly string[]>> = {
  plain: [
    '1',
    '-2.5',
    '+3',
    "1'234.5",
    '12 345',
    '.5',
    '5.',
    '1e1',
    '(5)',
    '12 %',
    '€ 7',
    '7€',
    '−4',
    '-007',
    '007',
    'x',
    '',
    'n/a',
    '99999',
    '1,5',
    '- 3',
    '$-3',
    '2 kr',
  ],
  groups: [
    '1,234.5',
    '12,34',
    '5',
    '1,234,567',
    '(1,000)',
    '-',
    '0.25',
    '1.234,5',
    '7 usd',
    '08',
    'NaN',
  ],
  decimal: ['1.234,5', '1,5', '1234', '12.5', '-0,25', '1 234,5', '(3,5) ', '3,5 zł', ',5', '1e2'],
  word: [
    'red',
    '1',
    '1.0',
    '1,000',
    'Red',
    '-0',
    '007',
    '1e21',
    '0.00001',
    'green',
    '?',
    'blau',
    '2.50',
  ],
  comma: ['1,5', '1.5', 'x'],
  day: [
    '2020-02-29',
    '2019/3/1',
    '2021-13-01',
    '2021-04-31',
    '2020-01',
    '1969-12-31 23:59:59.5',
    '2020-01-01T12:30:00+02:00',
    'soon',
    '2022-06-05 1:05 PM',
    '2022-06-05 13:05 PM',
    '2022.6.5',
    '2020-01-01T24:00Z',
    '',
  ],
  german: [
    '31.12.2020',
    '1.2.68',
    '01/02/69',
    '31.11.2020',
    '12.31.2020',
    '5-6-2001 10:20',
    '3.4.2001, 10:20:30 UTC',
  ],
  american: ['12/31/2020', '31/12/2020', '1/2/05', '7-4-1999 9:00 am'],
  named: [
    'Jan 31 2020',
    '31 January 2020',
    'Mon, 2 Sept 2019',
    'Foo 1 2020',
    'February 29, 2021',
    '29. Feb. 2020 10:00',
    'Ja 1 2020',
    'Decem 24, 1999',
  ],
};

export const nastyColumns: readonly Column[] = [
  { ...standard, name: 'plain', type: 'number', style: 'plain', clip: [-50, 200] },
  { ...standard, name: 'groups', type: 'number', style: 'comma-groups', clip: [-500, 2000] },
  {
    ...standard,
    name: 'decimal',
    type: 'number',
    style: 'comma-decimal',
    clip: [-5, 50],
    hasMissing: false,
  },
  {
    name: 'word',
    type: 'category',
    style: 'plain',
    hasMissing: true,
    categories: ['red', '1', '007', '1e+21', '0.00001', 'blau', '0', '2.5'],
  },
  {
    name: 'comma',
    type: 'category',
    style: 'comma-decimal',
    hasMissing: false,
    categories: ['1.5'],
  },
  { ...dates, name: 'day', type: 'date', style: 'iso', hasTime: true, hasMissing: true },
  { ...dates, name: 'german', type: 'date', style: 'day-first', hasTime: false, hasMissing: false },
  {
    ...dates,
    name: 'american',
    type: 'date',
    style: 'month-first',
    hasTime: true,
    hasMissing: true,
  },
  { ...dates, name: 'named', type: 'date', style: 'named', hasTime: true, hasMissing: true },
];

/** With other columns beside, in another order. */
export function nastyTable(): string {
  const names = Object.keys(cells).reverse();
  const rows = Math.max(...Object.values(cells).map(({ length }) => length));
  const lines = Array.from({ length: rows }, (_, row) =>
    names.map((name, i) => `"${cells[name]?.[(row + i) % (cells[name]?.length ?? 1)] ?? ''}"`),
  );
  return [
    `note; ${names.join(' ;')}`,
    ...lines.map((line) => `"a ""note""; of\nmine";${line.join(';')}`),
  ].join('\r\n');
}
