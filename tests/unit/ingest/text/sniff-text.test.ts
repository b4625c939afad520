import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectTable } from '../../../../main/ingest/text/inspect-table.ts';
import { sniffText, textSniffBytes } from '../../../../main/ingest/text/sniff-text.ts';
import { seeded } from '../../../fixtures/ingest/seeded.ts';
import { encodeAs, textInput } from '../../../fixtures/text/inputs.ts';

const words =
  'bread was warm and the people were kind but coffee cold when it came so we left early'.split(
    ' ',
  );
const random = seeded(1);
const sentence = (count: number): string =>
  Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ');
const table = (header: string, row: (at: number) => string, rows = 100): Buffer =>
  Buffer.from([header, ...Array.from({ length: rows }, (_, at) => row(at))].join('\n'));
const number = (): string => (random() * 100).toFixed(2);

describe('sniffText', () => {
  it.each<[string, string, Uint8Array, object]>([
    ['a text file', 'a.txt', Buffer.from('hello'), { is: 'text', format: 'plain' }],
    [
      'a text in UTF-16',
      'a.md',
      encodeAs('utf-16le', sentence(20)),
      { is: 'text', format: 'plain' },
    ],
    [
      'a mail',
      'a.eml',
      Buffer.from('From: a\nTo: b\nSubject: c\n\nd'),
      { is: 'text', format: 'mail' },
    ],
    [
      'a mail called by a number',
      '0001.7c53',
      Buffer.from('From: a\nTo: b\nSubject: c\n\nd'),
      { is: 'text', format: 'mail' },
    ],
    [
      'a mailbox',
      'Inbox',
      Buffer.from('From a Thu Aug 22 13:17:22 2002\nFrom: a\nTo: b\nSubject: c\n\nd'),
      { is: 'text', format: 'mailbox' },
    ],
    [
      'reviews',
      'r.csv',
      table('id,review,stars', (at) => `${at},"${sentence(15)}",${at % 5}`),
      { is: 'text', format: 'csv' },
    ],
    [
      'short messages',
      'sms.tsv',
      table('v1\tv2', (at) => `${at % 2 ? 'ham' : 'spam'}\t${sentence(6)}`),
      { is: 'text', format: 'tsv' },
    ],
    [
      'texts among many numbers',
      'r.csv',
      table(
        'a,b,c,d,e,f,text',
        () =>
          `${number()},${number()},${number()},${number()},${number()},${number()},${sentence(30)}`,
      ),
      { is: 'text' },
    ],
    [
      'a list of titles',
      't.jsonl',
      table('"first title of all"', () => JSON.stringify(sentence(5))),
      { is: 'text', format: 'json-lines' },
    ],
    [
      'numbers',
      'n.csv',
      table('a,b,c', () => `${number()},${number()},${number()}`),
      { is: 'table', format: 'csv' },
    ],
    [
      'numbers with names',
      'n.csv',
      table(
        'name,age,height,weight,class',
        (at) => `"Smith, Mr. ${words[at % 18]} Owen",${at % 80},${number()},${number()},${at % 3}`,
      ),
      { is: 'table' },
    ],
    [
      'dates and addresses',
      'n.csv',
      table(
        'when,who,page',
        (at) => `2024-01-${(at % 28) + 1},a${at}@example.org,https://example.org/${at}`,
      ),
      { is: 'table' },
    ],
    [
      'numbers as JSON',
      'n.json',
      Buffer.from(
        JSON.stringify(Array.from({ length: 50 }, () => ({ x: random(), y: random(), kind: 'a' }))),
      ),
      { is: 'table', format: 'json' },
    ],
    [
      'a picture',
      'a.txt',
      Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb004300', 'hex'),
      { is: 'none' },
    ],
    ['a spreadsheet', 'a.csv', Buffer.from('PK\u0003\u0004xl/workbook'), { is: 'none' }],
    ['a program', 'a.py', Buffer.from('print(1)'), { is: 'none' }],
    ['nothing', 'a.txt', new Uint8Array(0), { is: 'none', why: 'is empty (0 bytes)' }],
  ])('knows %s', async (_, name, head, wanted) => {
    const found = await sniffText(name, head);
    expect(found).toMatchObject(wanted);
    expect(found.why).toMatch(/^(is|has|holds|begins) /);
    if (found.is !== 'none') expect(found.sure).toBeGreaterThanOrEqual(0.4);
  });

  it('names the columns', async () => {
    const file = table(
      'id,review,class,stars',
      (at) => `${at},"${sentence(15)}",${['good', 'bad'][at % 2]},${(at * 7) % 5}`,
    );
    const found = await sniffText('r.csv', file);
    expect(found).toMatchObject({
      verdict: {
        textColumn: 'review',
        labelColumns: [
          { name: 'class', values: ['bad', 'good'] },
          { name: 'stars', values: ['0', '1', '2', '3', '4'] },
        ],
      },
    });
  });

  it('does not take the rest of a text that is cut off for rows', async () => {
    const file = table(
      'id,text',
      (at) =>
        `${at},"${Array.from({ length: 400 }, () => `${sentence(8)}, ${sentence(2)}`).join('\n')}"`,
      20,
    );
    const found = await sniffText('r.csv', file.subarray(0, textSniffBytes));
    expect(found).toMatchObject({ is: 'text', verdict: { textColumn: 'text' } });
    expect(found.is === 'none' ? 0 : found.sure).toBeGreaterThan(0.7);
  });

  const real = path.join(process.env['PRETEXT_TABLES'] ?? 'node_modules', 'vega-datasets/data');
  it.skipIf(!existsSync(real))(
    'takes no table of npm vega-datasets for texts (skipped unless PRETEXT_TABLES is the folder that it is in)',
    async () => {
      for (const name of readdirSync(real).filter((file) => /\.(csv|tsv|json)$/.test(file))) {
        const head = readFileSync(path.join(real, name)).subarray(0, textSniffBytes);
        expect((await sniffText(name, head)).is, name).not.toBe('text');
      }
    },
  );
});

describe('inspectTable', () => {
  it('looks further than the first bytes', async () => {
    const file = table(
      'review,class',
      (at) => `"${sentence(200)}",${at < 100 ? 'good' : 'bad'}`,
      300,
    );
    expect(await inspectTable(textInput('r.csv', file), 'csv')).toMatchObject({
      is: 'text',
      rows: 300,
      encoding: null,
      textColumn: 'review',
      labelColumns: [{ name: 'class', values: ['bad', 'good'] }],
    });
    const odd = textInput(
      'r.csv',
      encodeAs('windows-1252', file.toString().replaceAll('warm', 'wärm')),
    );
    expect(await inspectTable(odd, 'csv')).toMatchObject({ encoding: 'windows-1252' });
    await expect(inspectTable(textInput('r.csv', 'a,b\n'), 'csv')).rejects.toMatchObject({
      code: 'empty',
    });
  });
});
