import { setTimeout as later } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { htmlToText } from '../../../main/ingest/text/html-to-text.ts';
import { readDocuments } from '../../../main/ingest/text/read-documents.ts';
import { sniffText } from '../../../main/ingest/text/sniff-text.ts';
import type { TextInput } from '../../../main/ingest/text/text-input.ts';
import { seeded } from '../../fixtures/ingest/seeded.ts';
import { readAll, textInput } from '../../fixtures/text/inputs.ts';

const mebibyte = 1024 * 1024;
const sentences = [
  'The bread was warm and the people were kind.',
  'Too expensive, and the "coffee" was cold.',
  'Größe und Süße: wir warteten eine Stunde.',
  'Хлеб ещё тёплый, когда приходят первые люди.',
  'A lovely place with a view of the river.',
  '明天还会有面包,人们还会来买面包。',
];
const rows = Array.from({ length: 40 }, (_, at) => sentences[at % sentences.length] ?? '');

const mail = [
  'From: a@example.org',
  'Subject: =?utf-8?B?R3LDvMOfZQ==?=',
  'Date: Thu, 22 Aug 2002 13:17:22 +0200',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=outer',
  '',
  '--outer',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Gr=C3=B6=C3=9Fe and so on.',
  '--outer',
  'Content-Type: text/html; charset=iso-8859-1',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('<p>Hello &amp; <b>goodbye</b></p>').toString('base64'),
  '--outer--',
  '',
].join('\r\n');

const good: Readonly<Record<string, string>> = {
  'good.txt': rows.join('\n\n'),
  'good.eml': mail,
  'good.html': `<html><head><meta charset="utf-8"><title>no</title></head><body>${rows
    .map((text) => `<p class="a">${text} &amp; <b>more</b><br></p>`)
    .join('\n')}</body></html>`,
  'good.mbox': Array.from(
    { length: 3 },
    () => `From a@example.org Thu Aug 22 13:17:22 2002\n${mail}\n`,
  ).join(''),
  'good.csv': [
    'id,text,class',
    ...rows.map((text, at) => `${at},"${text.replaceAll('"', '""')}",${at % 3}`),
  ].join('\r\n'),
  'good.tsv': ['text\tclass', ...rows.map((text, at) => `${text}\t${at % 3}`)].join('\n'),
  'good.jsonl': rows.map((text, id) => JSON.stringify({ id, text })).join('\n'),
  'good.json': JSON.stringify(
    rows.map((text, id) => ({ id, text })),
    null,
    1,
  ),
};

describe('damaged texts', () => {
  it.each(Object.keys(good))(
    '%s: 300 random changes neither throw nor make anything up',
    async (name) => {
      const random = seeded(Object.keys(good).indexOf(name) + 1);
      const bytes = Buffer.from(good[name] ?? '');
      const whole = await readAll(textInput(name, bytes));
      expect(whole.refused).toEqual([]);
      let same = 0;
      for (let round = 0; round < 300; round++) {
        const { documents, refused } = await readAll(textInput(name, changed(bytes, random), 777));
        for (const { text } of documents) {
          expect(text.isWellFormed()).toBe(true);
          expect(text.trim()).not.toBe('');
          expect(text.length).toBeLessThan(2 * bytes.length);
        }
        for (const { clause } of refused) expect(clause).toMatch(/^(is|has|holds|cannot) /);
        expect(documents.length + refused.length).toBeGreaterThan(0);
        const texts = new Set(whole.documents.map(({ text }) => text));
        if (documents.some(({ text }) => texts.has(text))) same += 1;
      }
      // Where a file has many documents, a change costs some of them and not all.
      if (whole.documents.length > 30) expect(same).toBeGreaterThan(240);
    },
  );

  it.each(Object.keys(good))('%s: cut off anywhere', async (name) => {
    const bytes = Buffer.from(good[name] ?? '');
    for (let length = 0; length < bytes.length; length += 41) {
      const { documents, refused } = await readAll(textInput(name, bytes.subarray(0, length)));
      expect(documents.length + refused.length).toBeGreaterThan(0);
      await sniffText(name, bytes.subarray(0, length));
    }
  });

  it('noise of every name', async () => {
    const random = seeded(9);
    for (const name of Object.keys(good)) {
      for (let round = 0; round < 40; round++) {
        const noise = Buffer.from(Array.from({ length: 2000 }, () => Math.floor(random() * 256)));
        const { refused } = await readAll(textInput(name, noise));
        expect(refused).toMatchObject([{ name, code: 'not-text' }]);
      }
    }
  });
});

/** Bytes overwritten, put in, taken out or repeated, in up to three places. */
function changed(bytes: Buffer, random: () => number): Buffer {
  let out = bytes;
  const rounds = 1 + Math.floor(random() * 3);
  for (let round = 0; round < rounds; round++) {
    const at = Math.floor(random() * out.length);
    const length = Math.floor(random() ** 3 * 40);
    const before = out.subarray(0, at);
    const tricky = [
      '"',
      '\n',
      '\0',
      '\ufeff',
      '[',
      '{',
      '\\',
      '\xff',
      '--outer',
      'charset=x',
      ',',
      '\r',
    ];
    const put = Buffer.from(tricky[Math.floor(random() * tricky.length)] ?? '', 'latin1');
    switch (Math.floor(random() * 4)) {
      case 0:
        out = Buffer.concat([before, put, out.subarray(at + put.length)]);
        break;
      case 1:
        out = Buffer.concat([before, put, out.subarray(at)]);
        break;
      case 2:
        out = Buffer.concat([before, out.subarray(at + length)]);
        break;
      default:
        out = Buffer.concat([before, out.subarray(at, at + length), out.subarray(at)]);
    }
  }
  return out;
}

/** A file that is never anywhere as a whole: a beginning, the same chunk again and again, an end. */
function endless(
  name: string,
  start: string,
  chunk: string,
  bytes: number,
  end: string,
): TextInput & { peak(): number } {
  const filler = Buffer.from(chunk.repeat(Math.ceil(65_536 / chunk.length)).slice(0, 65_536));
  let peak = 0;
  return {
    name,
    size: bytes,
    async *chunks() {
      yield Buffer.from(start);
      for (let sent = 0; sent < bytes; sent += filler.length) {
        if (sent % (4 * mebibyte) === 0) {
          peak = Math.max(peak, process.memoryUsage.rss());
          await later(0);
        }
        // A copy: nobody may count on the buffer staying what it is.
        yield Buffer.from(filler);
      }
      yield Buffer.from(end);
    },
    peak: () => peak,
  };
}

describe('gigantic texts', () => {
  const table = `id,text\n${rows.map((text, at) => `${at},"${text.replaceAll('"', '""')}"\n`).join('')}`;
  const list = rows.map((text) => `${JSON.stringify({ text })}\n`).join('');

  it.each<[string, TextInput & { peak(): number }, number, string, string]>([
    [
      'a line of 2 GB in a table',
      endless('big.csv', table, 'lorem ipsum ', 2e9, `\n99,"${sentences[0]}"\n`),
      41,
      'big.csv, row 42',
      'is longer than 4,194,304 characters',
    ],
    [
      'a line of 2 GB in JSON lines',
      endless(
        'big.jsonl',
        `${list}{"text":"`,
        'lorem ipsum ',
        2e9,
        `"}\n${JSON.stringify({ text: 'The end of it.' })}\n`,
      ),
      41,
      'big.jsonl, line 41',
      'is longer than 4,194,304 characters',
    ],
    [
      'an element of 200 MB in a JSON array',
      endless(
        'big.json',
        `[${rows.map((text) => JSON.stringify(text))},"`,
        'lorem ipsum ',
        5e8,
        '","The end of it."]',
      ),
      41,
      'big.json, item 41',
      'is longer than 4,194,304 characters',
    ],
    [
      'a mail of 200 MB in a mailbox',
      endless(
        'big.mbox',
        `${good['good.mbox']}\nFrom a@example.org Thu Aug 22 13:17:22 2002\nSubject: x\n\n`,
        'lorem ipsum ',
        2e8,
        `\n\n${good['good.mbox']}`,
      ),
      6,
      'big.mbox, mail 4',
      'is a mail of more than 32 MiB',
    ],
    [
      'a mail of 500 MB',
      endless('big.eml', mail, 'bG9yZW0gaXBzdW0g\r\n', 5e8, ''),
      0,
      'big.eml',
      'is a mail of more than 32 MiB',
    ],
  ])('%s: refused, and little memory used', async (_, input, documents, name, clause) => {
    const before = process.memoryUsage.rss();
    const read = await readAll(input);
    expect(read.documents).toHaveLength(documents);
    expect(read.refused).toEqual([
      { is: 'refused', name, code: expect.stringMatching(/bad-row|oversized/), clause },
    ]);
    expect(input.peak() - before).toBeLessThan(300 * mebibyte);
  });

  it('a text file of 2 GB: its beginning', async () => {
    const { documents, refused } = await readAll(
      endless('big.txt', 'Begin: ', 'lorem ipsum ', 2e9, ''),
    );
    expect(refused).toEqual([]);
    expect(documents[0]).toMatchObject({ name: 'big.txt', notes: ['shortened'] });
    expect(documents[0]?.text).toHaveLength(1_000_000);
  });

  it('a table of a million rows comes row by row', async () => {
    const input = endless(
      'big.csv',
      'id,text\n',
      '1,"The bread was ""warm"" and the people were kind."\n',
      48 * mebibyte,
      '\n',
    );
    const before = process.memoryUsage.rss();
    let documents = 0;
    for await (const one of readDocuments(input)) if (one.is === 'document') documents += 1;
    expect(documents).toBeGreaterThan(900_000);
    expect(input.peak() - before).toBeLessThan(300 * mebibyte);
  });

  /** Rows of which one in so many is `bad`. */
  const spoilt = (count: number, one: number, bad: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) =>
      i % one === one - 1 ? bad(i) : `${i},The bread was warm on day ${i} and so on\n`,
    ).join('');

  it('a table of which few rows of very many are bad: all others, and the first bad ones by name', async () => {
    const rowsBad = spoilt(300_000, 20, (i) => `${i},too,many,fields\n`);
    const { documents, refused } = await readAll(textInput('big.csv', table + rowsBad, 65_536));
    expect(documents).toHaveLength(40 + 285_000);
    expect(documents.at(-1)?.text).toBe('The bread was warm on day 299998 and so on');
    expect(refused).toHaveLength(101);
    expect(refused[0]).toMatchObject({ name: 'big.csv, row 61', code: 'bad-row' });
    expect(refused.at(-1)).toMatchObject({
      name: 'big.csv, further rows',
      clause: 'are left out: 14,900 more',
    });
  });

  it('a table of which few rows of many have a quote that is never closed: all others', async () => {
    const open = spoilt(20_000, 40, (i) => `${i},"The bread was warm\n`);
    // A long line is no such quote, and comes whole.
    const long = `1,${'word '.repeat(20_000)}\n`;
    const { documents, refused } = await readAll(
      textInput('open.csv', table + open + long + open + long, 65_536),
    );
    expect(documents).toHaveLength(40 + 2 * 19_501);
    expect(documents.at(-1)?.text).toHaveLength(100_000);
    expect(refused).toHaveLength(101);
    expect(refused.at(-1)?.clause).toBe('are left out: 900 more');
  });

  it('quotes that are never closed: the file is given up', async () => {
    const open = 'x,"The bread, was warm\n'.repeat(100_000);
    const { documents, refused } = await readAll(textInput('open.csv', table + open, 65_536));
    expect(documents).toHaveLength(40);
    expect(refused.at(-1)).toMatchObject({ name: 'open.csv', code: 'corrupt' });
    expect(refused.length).toBeLessThan(200);
  });
});

describe('hostile mails', () => {
  const nested = (depth: number): string => {
    let body = 'Content-Type: text/plain\n\ndeep inside\n';
    for (let level = 0; level < depth; level++) {
      body = `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n${body}\n--b${level}--\n`;
    }
    return `Subject: nested\n${body}`;
  };
  const forwarded = (depth: number): string => {
    let body = 'Subject: innermost\n\ndeep inside\n';
    for (let level = 0; level < depth; level++)
      body = `Subject: level ${level}\nContent-Type: message/rfc822\n\n${body}`;
    return body;
  };

  it.each([
    ['nested parts', nested(20)],
    ['parts nested too deep', nested(2000)],
    ['mails in mails', forwarded(50)],
    ['a gigantic header', `Subject: x\n${'X-A: b\n'.repeat(500_000)}\n\nhello`],
    [
      '50,000 empty parts',
      `Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n${'--b\n\n'.repeat(50_000)}`,
    ],
    ['encoded words without end', `Subject: ${'=?utf-8?Q?=41?= '.repeat(50_000)}\n\nhello`],
    [
      'base64 that is none',
      'Subject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!====\n',
    ],
    ['an unknown charset', 'Subject: x\nContent-Type: text/plain; charset=klingon\n\nhello'],
    ['an unknown transfer encoding', 'Subject: x\nContent-Transfer-Encoding: rot13\n\nhello'],
  ])('%s: read or refused', async (_, content) => {
    const { documents, refused } = await readAll(textInput('hostile.eml', content, 65_536));
    expect(documents.length + refused.length).toBe(1);
  });

  it('HTML of any shape, in time that grows with its length', () => {
    for (const html of [
      '<div>',
      '<b><i>',
      '<!--',
      '<',
      '<a x="',
      '<table><tr><td>',
      '<br>',
      '&amp',
      '<p>',
      ' ',
      '</',
      '<script>',
      '<style>a',
    ]) {
      const long = `<p>hello</p>${html.repeat(300_000)}x`;
      expect(htmlToText(long)).toMatch(/^hello/);
    }
  });
});
