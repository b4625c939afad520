import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fixture, readBytes } from '../../../fixtures/ingest/tables/read-table.ts';
import { parts, text, twoColumns } from '../../../fixtures/ingest/tables/workbook-parts.ts';
import { type RawEntry, rawZip } from '../../../fixtures/ingest/zips.ts';

/** Written by openpyxl: `tests/fixtures/ingest/tables/make.py`. */
const values = fixture('values.xlsx');

describe('tables of workbooks', () => {
  it('hold the first sheet with values: texts, numbers, truths, dates', async () => {
    const { table, rows, places, problems } = await readBytes('xlsx', values);
    expect(table.columns).toEqual(['name', 'amount', 'good', 'when', 'colour', 'count', 'twice']);
    expect(table.notes).toEqual(['The table is on sheet 2; the sheets before it are empty.']);
    expect(rows).toHaveLength(40);
    expect(rows[0]).toEqual([
      'item 0',
      null,
      true,
      new Date('2020-01-01T12:30:00Z'),
      'red',
      0,
      null,
    ]);
    expect(rows[2]).toEqual([
      'item 2',
      0,
      false,
      new Date('2020-01-03T12:30:00Z'),
      'blüe',
      2,
      null,
    ]);
    expect(rows[3]?.[4]).toBeNull();
    expect([places[0], places.at(-1), problems]).toEqual([2, 41, []]);
  });

  it('hold the named sheet', async () => {
    const { table, rows } = await readBytes('xlsx', values, { sheet: 'other' });
    expect(table.columns).toEqual(['a', 'b']);
    expect(rows).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await expect(readBytes('xlsx', values, { sheet: 'no' })).rejects.toMatchObject({
      code: 'empty',
      message: 'has no sheet "no" with values',
    });
  });

  it('take the last value of a formula, and an error for none', async () => {
    const cells = `<row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3" t="str"><f>"x"</f><v>x</v></c></row><row r="4"><c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`;
    const { rows } = await readBytes('xlsx', rawZip(parts(twoColumns + cells)));
    expect(rows).toEqual([
      [1, 2],
      [2, 'x'],
    ]);
  });

  it('begin where the values begin, and lose rows beside the table', async () => {
    const cells = `<row r="4">${text('C4', 'a')}${text('D4', 'b')}</row><row r="5"><c r="C5"><v>1</v></c></row><row r="7"><c r="C7"><v>2</v></c><c r="F7"><v>3</v></c></row><row r="9"><c r="D9"><v>4</v></c></row>`;
    const { table, rows, places, problems } = await readBytes('xlsx', rawZip(parts(cells)));
    expect(table.columns).toEqual(['a', 'b']);
    expect(rows).toEqual([
      [1, null],
      [null, 4],
    ]);
    expect(places).toEqual([5, 9]);
    expect(problems).toEqual([
      { row: 7, reason: 'Row 7 has a value beside the columns of the table.' },
    ]);
  });

  it('believe no dimension', async () => {
    for (const ref of ['A1', 'A1:XFD1048576', 'nonsense']) {
      const file = rawZip(parts(twoColumns, `<dimension ref="${ref}"/>`));
      expect((await readBytes('xlsx', file)).rows, ref).toEqual([[1, 2]]);
    }
  });

  it('refuse a cell outside of every sheet', async () => {
    for (const cell of ['<c r="ZZZZZ9"><v>1</v></c>', '<c r="A99999999999"><v>1</v></c>']) {
      const file = rawZip(parts(`${twoColumns}<row r="3">${cell}</row>`));
      const outcome = await readBytes('xlsx', file).then(
        ({ rows }) => rows.length,
        ({ code }: { code: string }) => code,
      );
      expect(['corrupt', 1, 2], cell).toContain(outcome);
    }
  });

  it('refuse what unpacks to too much, however small it says it is', async () => {
    const zeros = deflateRawSync(Buffer.alloc(80 * 1024 * 1024));
    for (const uncompressedSize of [80 * 1024 * 1024, 1000]) {
      const bomb: RawEntry = { name: 'xl/sharedStrings.xml', stored: zeros, uncompressedSize };
      const file = rawZip([...parts(twoColumns), bomb]);
      await expect(readBytes('xlsx', file)).rejects.toMatchObject({
        code: 'oversized',
        message: 'unpacks to too much: its part xl/sharedStrings.xml has more than 64 MiB',
      });
    }
  });

  it('refuse a part that lies about its size or checksum, is there twice, or is encrypted', async () => {
    const extra = { name: 'xl/styles.xml', data: Buffer.from('<styleSheet/>') };
    const cases: [RawEntry[], string][] = [
      [[{ ...extra, uncompressedSize: 5 }], 'corrupt'],
      [[{ ...extra, crc: 5 }], 'corrupt'],
      [[{ ...extra, compressedSize: 1e6 }], 'corrupt'],
      [[{ ...extra, offset: 1e6 }], 'corrupt'],
      [[extra, extra], 'corrupt'],
      [[{ ...extra, flags: 0x801 }], 'encrypted'],
      [[{ ...extra, method: 9 }], 'corrupt'],
    ];
    for (const [entries, code] of cases) {
      const file = rawZip([...parts(twoColumns), ...entries]);
      await expect(readBytes('xlsx', file), JSON.stringify(entries)).rejects.toMatchObject({
        code,
      });
    }
  });

  it('refuse old and binary workbooks by name', async () => {
    const old = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(600)]);
    await expect(readBytes('xlsx', old)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('.xls'),
    });
    const binary = rawZip([...parts(''), { name: 'xl/workbook.bin', data: Buffer.from('x') }]);
    await expect(readBytes('xlsx', binary)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('.xlsb'),
    });
    await expect(readBytes('xlsx', rawZip(parts('')))).rejects.toMatchObject({ code: 'empty' });
  });
});
