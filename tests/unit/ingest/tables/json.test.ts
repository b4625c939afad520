import { describe, expect, it } from 'vitest';
import { openTable } from '../../../../main/ingest/tables/open-table.ts';
import { bytesInput } from '../../../../main/ingest/tables/table-input.ts';
import { readAll, readBytes } from '../../../fixtures/ingest/tables/read-table.ts';

const objects = [
  { a: 1, b: 'x, "y" ]}', c: null },
  { a: 2.5, c: { d: true, e: 'NA' } },
  { b: 'ü\\', c: { d: false } },
];
const columns = ['a', 'b', 'c', 'c.d', 'c.e'];
const rows = [
  [1, 'x, "y" ]}', null, null, null],
  [2.5, null, null, true, null],
  [null, 'ü\\', null, false, null],
];

describe('tables of JSON', () => {
  it.each([
    ['a list', JSON.stringify(objects)],
    ['a list over lines', JSON.stringify(objects, null, 2)],
    ['lines', objects.map((one) => JSON.stringify(one)).join('\n')],
    ['lines with blank ones', `\n${objects.map((one) => JSON.stringify(one)).join('\r\n\n')}\n`],
    ['a list after blanks', ` \n\t${JSON.stringify(objects)}  `],
  ])('are read from %s', async (_, text) => {
    const read = await readBytes('json', text);
    expect(read.table.columns).toEqual(columns);
    expect(read.rows).toEqual(rows);
    expect(read.problems).toEqual([]);
  });

  it('are read in whatever pieces they come', async () => {
    const bytes = Buffer.from(JSON.stringify(objects));
    for (const size of [1, 2, 3, 7]) {
      const input = {
        ...bytesInput('x', bytes),
        async *chunks() {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        },
      };
      expect((await readAll(await openTable('json', input))).rows).toEqual(rows);
    }
  });

  it('leave out lists and what is nested deeper, with a note', async () => {
    const { table, rows } = await readBytes('json', '[{"a":1,"b":[1,2],"c":{"d":{"e":1}}}]');
    expect(table.columns).toEqual(['a']);
    expect(rows).toEqual([[1]]);
    expect(table.notes).toEqual([
      '"b" holds lists or nested values, which are left out.',
      '"c.d" holds lists or nested values, which are left out.',
    ]);
  });

  it('lose damaged rows alone', async () => {
    const lines = await readBytes('json', '{"a":1}\n{"a":\n5\n{"a":2}\n{"a":3');
    expect(lines.rows).toEqual([[1], [2]]);
    expect(lines.problems.map(({ reason }) => reason)).toEqual([
      'Line 2 is no JSON.',
      'Line 3 is no object with named values.',
      'Line 5 is no JSON.',
    ]);
    const list = await readBytes('json', '[{"a":1},{"a":x},[2],{"a":2},{"a":');
    expect(list.rows).toEqual([[1], [2]]);
    expect(list.problems.map(({ reason }) => reason)).toEqual([
      'Object 2 is no JSON.',
      'Object 3 is no object with named values.',
      'Object 5 is cut off: the file ends within it.',
    ]);
  });

  it('take `__proto__` for a name like any other', async () => {
    const { table, rows } = await readBytes('json', '[{"__proto__":5,"constructor":{"x":6}}]');
    expect(table.columns).toEqual(['__proto__', 'constructor.x']);
    expect(rows).toEqual([[5, 6]]);
  });

  it.each([
    [
      '{"type":"Topology",\n"x":{}}',
      'unsupported',
      'neither a list of objects nor one object a line',
    ],
    ['[1,2,3]', 'corrupt', 'no object with named values'],
    ['[]', 'empty', 'there is no object in it'],
    ['[{"a":[1]}]', 'unsupported', 'all lists or nested objects'],
    ['"text"', 'unsupported', 'is no table'],
    ['[[[[[[', 'corrupt', 'is no table that can be read'],
  ])('refuse %j', async (text, code, clause) => {
    await expect(readBytes('json', text)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(clause),
    });
  });
});
