import { describe, expect, it } from 'vitest';
import { sniffTable } from '../../../../main/ingest/tables/sniff-table.ts';
import { textOrTable } from '../../../../main/ingest/tables/text-or-table.ts';
import { fixture } from '../../../fixtures/ingest/tables/read-table.ts';

const reviews = Array.from(
  { length: 30 },
  (_, i) =>
    `"this is the long review number ${i}, with many words in it",${i % 2 ? 'good' : 'bad'}`,
);

describe('is a file a table?', () => {
  it.each<[string, string | Buffer, string | null, number]>([
    ['wine.csv', fixture('wine.csv'), 'csv', 1],
    ['wine.txt', fixture('wine.csv'), 'csv', 0.8],
    ['wine', fixture('wine.csv'), 'csv', 0.8],
    ['values.xlsx', fixture('values.xlsx'), 'xlsx', 1],
    ['values.parquet', fixture('values-snappy.parquet'), 'parquet', 1],
    ['values', fixture('values-snappy.parquet'), 'parquet', 1],
    ['a.json', '[{"a":1}]', 'json', 1],
    ['a.jsonl', '{"a":1}\n{"a":2}', 'json', 1],
    ['a.txt', '[{"a":1}]', 'json', 0.9],
    ['topology.json', '{"type":"Topology",\n"x":1}', null, 0],
    ['reviews.csv', `review,label\n${reviews.join('\n')}`, 'csv', 0.3],
    ['words.csv', 'word\na\nb\nc', 'csv', 0.4],
    ['letter.txt', 'Dear Sir,\nI write to you today,\nbecause I must.\nYours', null, 0],
    ['short.tsv', 'a\tb\n1\t2', 'csv', 1],
    ['utf16.csv', Buffer.from('\ufeffa;b\n1;2\n3;4', 'utf16le'), 'csv', 1],
    ['binary.csv', Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]), null, 0],
    ['photo.zip', Buffer.from('PK\u0003\u0004photo.jpg'), null, 0],
    ['program.py', 'a, b = 1, 2\nc, d = 3, 4\ne, f = 5, 6', null, 0],
    ['empty.csv', '', null, 0],
  ])('%s', (name, bytes, format, sure) => {
    const found = sniffTable(name, Buffer.from(bytes).subarray(0, 64 * 1024));
    expect(found?.format ?? null).toBe(format);
    expect(found?.sure ?? 0).toBe(sure);
  });
});

describe('texts or a table?', () => {
  const sentence = (i: number): string => `the quick brown fox number ${i} jumps over the lazy dog`;
  const numbers = Array.from({ length: 50 }, (_, i) => i);

  it('a text and its label are texts', () => {
    const rows = numbers.map((i) => [i, sentence(i), 'ab'[i % 2] ?? null]);
    expect(textOrTable(['id', 'text', 'label'], rows)).toEqual({
      is: 'text',
      reason: '"text" holds texts, and there is little else.',
    });
  });

  it('a long text among numbers is still most of what is written', () => {
    const rows = numbers.map((i) => [sentence(i).repeat(5), i * 1.5, 'ab'[i % 2] ?? null, i % 7]);
    expect(textOrTable(['text', 'price', 'kind', 'stars'], rows).is).toBe('text');
  });

  it('a title beside numbers is a table', () => {
    const rows = numbers.map((i) => [
      sentence(i),
      ...Array.from({ length: 8 }, (_, j) => i * 12.345678 + j),
    ]);
    expect(textOrTable(['title', ...'abcdefgh'], rows).is).toBe('table');
    expect(
      textOrTable(
        ['a'],
        numbers.map((i) => [i]),
      ).is,
    ).toBe('table');
    expect(textOrTable([], []).is).toBe('table');
  });
});
