import { afterEach, describe, expect, it, vi } from 'vitest';
import { CsvParser } from '../../../../main/ingest/csv-parser.ts';
import { Refusal } from '../../../../main/ingest/refusal.ts';
import { readBytes } from '../../../fixtures/ingest/tables/read-table.ts';

describe('tables of delimited text', () => {
  it.each([
    [',', 'commas'],
    [';', 'semicolons'],
    ['\t', 'tabs'],
    ['|', 'bars'],
  ])('find the delimiter %j', async (delimiter, called) => {
    const lines = ['name,size', 'a,1', 'b,2', '"c, ; | d",3'].map((line) =>
      line.replace(/,(?=\w+$)/, delimiter),
    );
    const { table, rows } = await readBytes('csv', lines.join('\n'));
    expect(table.columns).toEqual(['name', 'size']);
    expect(rows).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['c, ; | d', '3'],
    ]);
    expect(table.notes).toEqual(
      delimiter === ',' ? [] : [`Its fields are separated by ${called}.`],
    );
  });

  it('take semicolons when the commas are decimal', async () => {
    const { table, rows } = await readBytes('csv', '1,5;2,5\n3,5;4,5\n5,5;6,5\n');
    expect(rows).toEqual([
      ['1,5', '2,5'],
      ['3,5', '4,5'],
      ['5,5', '6,5'],
    ]);
    expect(table.columns).toEqual(['column 1', 'column 2']);
    expect(table.decimalComma).toBe(true);
  });

  it.each([
    ['a,b\n1,2\n3,4', true],
    ['1,2\n3,4', false],
    ['name,city\nAda,London\nAlan,Manchester', true],
    ['Ada,London\nAlan,London\nGrace,London', false],
    ['country,1990,1991\nA,5,6\nB,7,8', true],
    [',x\n0,5\n1,6', true],
    ['no,price\n1,5\n2,6', true],
    ['2020-01-01,x\n2020-01-02,y', false],
    ['true,a\nfalse,b', false],
  ])('find whether %j has a header', async (text, header) => {
    const { table } = await readBytes('csv', text);
    expect(!table.columns.every((name) => /^column \d$/.test(name))).toBe(header);
  });

  it('take delimiter and header as they are given', async () => {
    const { table, rows } = await readBytes('csv', 'a;1,b\nc;2,d\n', {
      delimiter: ',',
      header: false,
    });
    expect(table.columns).toEqual(['column 1', 'column 2']);
    expect(rows).toEqual([
      ['a;1', 'b'],
      ['c;2', 'd'],
    ]);
  });

  it('read the encodings that spreadsheets write', async () => {
    const text = 'name,größe\nÄnne,1 €\nJosé,2 €\n';
    const utf16 = Buffer.from(text, 'utf16le');
    const swapped = Buffer.from(utf16).swap16();
    const windows = Buffer.from(text.replaceAll('€', '\u0080'), 'latin1');
    const files: [string, Buffer][] = [
      ['UTF-8', Buffer.from(text)],
      ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
      ['UTF-16LE with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
      ['UTF-16BE with a mark', Buffer.concat([Buffer.from([0xfe, 0xff]), swapped])],
      ['UTF-16LE', utf16],
      ['UTF-16BE', swapped],
      ['Windows-1252', windows],
    ];
    for (const [name, bytes] of files) {
      const { table, rows } = await readBytes('csv', bytes);
      expect(table.columns, name).toEqual(['name', 'größe']);
      expect(rows, name).toEqual([
        ['Änne', '1 €'],
        ['José', '2 €'],
      ]);
    }
  });

  it('see a character that is cut by the end of a chunk', async () => {
    const text = `a,b\n${'x'.repeat(262_143 - 6)},ü\n1,2\n`;
    const { rows, table } = await readBytes('csv', text);
    expect(table.notes).toEqual([]);
    expect(rows[0]?.[1]).toBe('ü');
  });

  it('lose ragged rows alone, each with its line', async () => {
    const { rows, problems, places } = await readBytes('csv', 'a,b\n1,2\n3\n4,5,6\n\n7,8\n');
    expect(rows).toEqual([
      ['1', '2'],
      ['7', '8'],
    ]);
    expect(places).toEqual([2, 6]);
    expect(problems).toEqual([
      { row: 3, reason: 'Line 3 has 1 field, the table has 2.' },
      { row: 4, reason: 'Line 4 has 3 fields, the table has 2.' },
    ]);
  });

  it('keep line ends within quotes, and go on after a quote that is never closed', async () => {
    const { rows, problems } = await readBytes('csv', 'a,b\n"x\ny",1\n2,"3\n4,5\n6,7\n');
    expect(rows).toEqual([
      ['x\ny', '1'],
      ['4', '5'],
      ['6', '7'],
    ]);
    expect(problems).toEqual([{ row: 4, reason: 'Line 4 has a quote that is never closed.' }]);
  });

  it('lose no row between two quotes that are never closed', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${i},${i % 10 === 9 ? '"' : ''}${i / 4}`);
    const more = ['60,"Closed, after all"', '61,"""Quoted"" and\nof two lines"'];
    const { rows, problems } = await readBytes('csv', ['a,b', ...lines, ...more].join('\n'));
    expect(problems).toEqual(
      [9, 19, 29, 39, 49, 59].map((i) => ({
        row: i + 2,
        reason: `Line ${i + 2} has a quote that is never closed.`,
      })),
    );
    expect(rows).toEqual([
      ...lines.filter((line) => !line.includes('"')).map((line) => line.split(',')),
      ['60', 'Closed, after all'],
      ['61', '"Quoted" and\nof two lines'],
    ]);
  });

  it('make names unique, and say so', async () => {
    const { table } = await readBytes('csv', 'a,a,,b\n1,2,3,4\n5,6,7,8\n');
    expect(table.columns).toEqual(['a', 'a (2)', 'column 3', 'b']);
    expect(table.notes).toEqual([
      'The name "a" is there more than once; column 2 is "a (2)".',
      'Column 3 has no name; it is called "column 3".',
    ]);
  });

  it('take `__proto__` for a name like any other', async () => {
    const { table, rows } = await readBytes('csv', '__proto__,constructor\n1,2\n3,4\n');
    expect(table.columns).toEqual(['__proto__', 'constructor']);
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(Object.prototype).not.toHaveProperty('1');
  });

  it('know what stands for a missing value', async () => {
    const { rows } = await readBytes(
      'csv',
      'a,b,c,d,e,f,g\n1,NA,NaN,null,?,-,\n2,N/A,#DIV/0!,None,x,0,no\n',
    );
    expect(rows).toEqual([
      ['1', null, null, null, null, null, null],
      ['2', null, null, null, 'x', '0', 'no'],
    ]);
  });

  it.each([
    ['', 'empty', 'is empty (0 bytes)'],
    [' \n\n ', 'empty', 'nothing but spaces'],
    [Buffer.from([0, 1, 2, 3, 0, 1, 2, 3, 4, 5]), 'unsupported', 'is binary data, not text'],
  ])('refuse %j', async (bytes, code, clause) => {
    await expect(readBytes('csv', bytes)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(clause),
    });
  });

  it('give up when nearly all rows are ragged', async () => {
    const text = `a,b\n1,2\n3,4\n${'1,2,3\n'.repeat(50)}`;
    const limits = { maxProblems: 10 };
    await expect(readBytes('csv', text, { limits, header: true })).rejects.toMatchObject({
      code: 'corrupt',
      clause:
        'is no table that can be read: 50 of its first 52 rows make no sense (Line 4 has 3 fields, the table has 2)',
    });
  });

  it('keep what can be read, however many rows are ragged, while they are not most of the file', async () => {
    const limits = { maxProblems: 10 };
    // Nothing but ragged rows at first.
    const text = `a,b\n1,2\n3,4\n${'1,2,3\n'.repeat(50)}${'5,6\n'.repeat(60)}`;
    const { rows, problems } = await readBytes('csv', text, { limits, header: true });
    expect([rows.length, problems.length]).toEqual([62, 50]);
    // From ten times as many on, what follows is not waited for.
    const late = `a,b\n1,2\n${'1,2,3\n'.repeat(5000)}${'5,6\n'.repeat(6000)}`;
    await expect(readBytes('csv', late, { limits, header: true })).rejects.toMatchObject({
      code: 'corrupt',
    });
  });

  it('a tenth of a large table may be ragged', async () => {
    const lines = Array.from({ length: 120_000 }, (_, i) => (i % 10 === 0 ? '1,2,3' : `${i},2`));
    const { rows, problems } = await readBytes('csv', ['a,b', ...lines].join('\n'));
    expect([rows.length, problems.length]).toEqual([108_000, 12_000]);
  });
});

describe('tables of delimited text with many quotes that are never closed', () => {
  afterEach(() => vi.restoreAllMocks());

  /** Bytes that reading a table parses, all passes together, for each byte of it. */
  async function workPerByte(text: string): Promise<number> {
    const parse = vi.spyOn(CsvParser.prototype, 'parse');
    const reading = readBytes('csv', text, { header: true });
    await reading.catch((error: unknown) => expect(error).toBeInstanceOf(Refusal));
    const parsed = parse.mock.calls.reduce((sum, [chunk]) => sum + (chunk?.length ?? 0), 0);
    parse.mockRestore();
    return parsed / text.length;
  }

  it.each<[string, (i: number) => string]>([
    ['every row', (i) => `${i},"some, words`],
    ['every third row', (i) => (i % 3 === 0 ? `${i},"some, words` : `${i},some words`)],
  ])('%s: the work grows with the number of rows, no faster', async (_, row) => {
    const rows = (count: number): string =>
      ['a,b', ...Array.from({ length: count }, (_, i) => row(i))].join('\n');
    const few = await workPerByte(rows(5000));
    const many = await workPerByte(rows(20_000));
    expect(many).toBeLessThan(1.5 * few + 1);
  });
});
