import { afterEach, describe, expect, it, vi } from 'vitest';
import { CsvParser } from '../../../main/ingest/csv-parser.ts';
import {
  type CsvLimits,
  type CsvRecord,
  csvRecords,
  openQuoteLimits,
} from '../../../main/ingest/csv-records.ts';

const usual: CsvLimits = { maxRecordCharacters: 1_000_000, ...openQuoteLimits };

async function* pieces(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

async function read(text: string, limits: Partial<CsvLimits> = {}, pieceLength = 7) {
  const records: CsvRecord[] = [];
  const all = { ...usual, ...limits };
  for await (const some of csvRecords(pieces(text, pieceLength), ',', all)) {
    for (const one of some) records.push(one);
  }
  return records;
}

const numbers = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('');

describe('records of delimited text', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each(['\n', '\r\n', '\r'])('tell row and line where line ends are %j', async (end) => {
    const rows = ['a,b', '', '"x|y||z",1', '2,"never closed', '3,4', '', '5,"cut off'];
    const text = rows.join('|').replaceAll('|', end);
    const places = [
      { number: 1, line: 1, fields: ['a', 'b'] },
      { number: 3, line: 3, fields: [`x${end}y${end}${end}z`, '1'] },
      { number: 4, line: 7, broken: 'quote' },
      { number: 5, line: 8, fields: ['3', '4'] },
      { number: 7, line: 10, broken: 'quote' },
    ];
    for (const length of [1, 2, 3, 1000]) {
      expect(await read(text, {}, length), `pieces of ${length}`).toEqual(places);
    }
  });

  it('tell a line that is too long from a quote that is never closed', async () => {
    const long = 'x'.repeat(200);
    const text = `a,b\n1,${long}\n2,3\n4,"${'5,6\n'.repeat(50)}`;
    const found = await read(text, { maxRecordCharacters: 100 });
    expect(found.slice(0, 5)).toEqual([
      { number: 1, line: 1, fields: ['a', 'b'] },
      { number: 2, line: 2, broken: 'size' },
      { number: 3, line: 3, fields: ['2', '3'] },
      { number: 4, line: 4, broken: 'quote' },
      { number: 5, line: 5, fields: ['5', '6'] },
    ]);
    expect(found).toHaveLength(53);
  });

  it('count a line end once that is cut by the end of a piece', async () => {
    const text = `a,b\r\n1,${'x'.repeat(70_000)}\r\n2,3`;
    const found = await read(text, { maxRecordCharacters: 100 }, text.lastIndexOf('\n'));
    expect(found.slice(1)).toEqual([
      { number: 2, line: 2, broken: 'size' },
      { number: 3, line: 3, fields: ['2', '3'] },
    ]);
  });

  it('are looked for less far once many quotes stayed open, but a long line comes whole', async () => {
    const parse = vi.spyOn(CsvParser.prototype, 'parse');
    // Each quote that closes opens another, so such a record goes on to the end.
    const open = numbers(3000, (i) => (i % 10 === 9 ? `${i}","x` : `${i},x`));
    const long = `1,${'word '.repeat(4000)}\n`;
    const limits = { maxOpenQuotes: 5, maxOpenQuoteShare: 0.2, hastyRecordCharacters: 2000 };
    const records = await read(`a,b\n${open}${long}${open}`, limits, 10_000);
    const whole = records.flatMap((one) => ('fields' in one ? [one.fields] : []));
    expect(whole).toHaveLength(1 + 2700 + 1 + 2700);
    expect(Math.max(...whole.map((fields) => fields[1]?.length ?? 0))).toBe(20_000);
    const parsed = parse.mock.calls.reduce((sum, [chunk]) => sum + (chunk?.length ?? 0), 0);
    // 600 times two thousand and what its last chunk has beyond, not 600 times the file.
    expect(parsed).toBeLessThan(600 * 6000);
  });

  it('are refused when quotes stay open in too many rows', async () => {
    const limits = { maxOpenQuotes: 5, maxOpenQuoteShare: 0.2 };
    const oneIn = (share: number): string =>
      `a,b\n${numbers(100, (i) => (i % share === 1 ? `${i},"some, words` : `${i},x`))}`;
    expect(await read(oneIn(10), limits)).toHaveLength(101);
    const reading = read(oneIn(4), limits);
    await expect(reading).rejects.toMatchObject({
      code: 'corrupt',
      clause: 'has too many quotes that are never closed',
    });
  });

  it('close the text, also when nobody reads to the end', async () => {
    let closed = 0;
    async function* endless(): AsyncGenerator<string> {
      try {
        for (;;) yield '1,2\n'.repeat(1000);
      } finally {
        closed += 1;
      }
    }
    for await (const _ of csvRecords(endless(), ',', usual)) break;
    expect(closed).toBe(1);
  });
});
