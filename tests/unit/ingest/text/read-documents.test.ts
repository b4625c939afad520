import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../../../main/ingest/text/read-documents.ts';
import { encodeAs, readAll, textInput } from '../../../fixtures/text/inputs.ts';

const reviews = [
  'The bread was warm and the people were kind.',
  'Too expensive, and the coffee was cold when it came.',
  'We waited for an hour, then they told us "closed".',
  'A lovely place with a view of the river; come early.',
  'Never again: the soup tasted of soap and nothing else.',
  'My children loved the cake and so did I, really.',
];
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const classes = ['good', 'bad', 'bad', 'good', 'bad', 'good'];
const csv = [
  'id,review,class',
  ...reviews.map((text, index) => `${index},${quoted(text)},${classes[index]}`),
].join('\r\n');

async function texts(name: string, content: string | Uint8Array): Promise<string[]> {
  const { documents, refused } = await readAll(textInput(name, content, 11));
  expect(refused).toEqual([]);
  return documents.map(({ text }) => text);
}

describe('text files', () => {
  it.each(['a.txt', 'folder/b.MD', 'c.markdown', 'README'])(
    'reads %s as one document',
    async (name) => {
      const { documents } = await readAll(textInput(name, 'One.\r\nTwo.\rThree.\n\n'));
      expect(documents).toEqual([
        { is: 'document', name, text: 'One.\nTwo.\nThree.\n\n', label: null, notes: [] },
      ]);
    },
  );

  it('takes control characters out and says so', async () => {
    const { documents } = await readAll(
      textInput('a.txt', `${'word '.repeat(100)}\0nul\u0007 \u0085x`),
    );
    expect(documents[0]).toMatchObject({
      text: `${'word '.repeat(100)}nul \u0085x`,
      notes: ['control-characters'],
    });
  });

  it('keeps the beginning of what is too long', async () => {
    const limits = { maxCharacters: 9, maxPlainBytes: 100 };
    const { documents } = await readAll(textInput('a.txt', '1234567😀😀'), { limits });
    expect(documents[0]).toMatchObject({ text: '1234567😀', notes: ['shortened'] });
    const half = await readAll(textInput('a.txt', '12345678😀'), { limits });
    expect(half.documents[0]).toMatchObject({ text: '12345678', notes: ['shortened'] });
    const long = await readAll(textInput('a.txt', 'x'.repeat(101)), {
      limits: { ...limits, maxCharacters: 1000 },
    });
    expect(long.documents[0]).toMatchObject({ text: 'x'.repeat(100), notes: ['shortened'] });
    const full = await readAll(textInput('a.txt', 'x'.repeat(100)), {
      limits: { ...limits, maxCharacters: 1000 },
    });
    expect(full.documents[0]).toMatchObject({ text: 'x'.repeat(100), notes: [] });
  });

  it.each<[string, string, string | Uint8Array, string, string]>([
    ['nothing', 'a.txt', '', 'empty', '0 bytes'],
    ['white space', 'a.txt', ' \n\t \ufeff\n', 'empty', 'white space'],
    [
      'a picture',
      'a.txt',
      Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108', 'hex'),
      'not-text',
      'binary',
    ],
    ['zeros', 'a.md', new Uint8Array(5000), 'not-text', 'binary'],
    ['a PDF', 'a.txt', '%PDF-1.7\n1 0 obj\n', 'not-text', 'PDF'],
    ['a Word file', 'a.txt', 'PK\u0003\u0004word', 'not-text', 'zip'],
    ['rich text', 'a.txt', '{\\rtf1 hello}', 'not-text', 'rich text'],
    [
      'UTF-32',
      'a.txt',
      Buffer.from('fffe0000410000004200000043000000', 'hex'),
      'not-text',
      'UTF-32',
    ],
    ['a program', 'a.py', 'print(1)', 'unsupported', '.py'],
    [
      'bytes of no encoding',
      'a.txt',
      Buffer.concat([Buffer.from('\ufeff'), Buffer.alloc(99, 0xff)]),
      'not-text',
      'any known encoding',
    ],
  ])('refuses %s', async (_, name, content, code, clause) => {
    const { documents, refused } = await readAll(textInput(name, content));
    expect(documents).toEqual([]);
    expect(refused).toEqual([
      { is: 'refused', name, code, clause: expect.stringContaining(clause) },
    ]);
  });
});

describe('pages of HTML', () => {
  const page = (head: string, body: string): string =>
    `<!DOCTYPE html>\n<html><head>${head}<title>no</title><style>p{}</style></head><body>${body}</body></html>`;

  it.each(['a.html', 'folder/B.HTM'])('reads what a person does of %s', async (name) => {
    const html = page('', '<h1>Sale &amp; more</h1><script>if (a<b) {}</script><p>One<br>two.');
    const { documents } = await readAll(textInput(name, html, 7));
    expect(documents).toEqual([
      {
        ...{ is: 'document', name, label: null, notes: ['from-html'] },
        text: 'Sale & more\n\nOne\ntwo.',
      },
    ]);
  });

  const german = 'Größe und Süße';
  it.each<[string, string, string, string]>([
    ['<meta charset>', '<meta charset="iso-8859-1">', 'windows-1252', german],
    [
      'a <meta> of old',
      '<META http-equiv=x content="text/html; charset=KOI8-R">',
      'koi8-r',
      'Привет',
    ],
    ['UTF-16, whatever it says', '<meta charset=iso-8859-1>', 'utf-16le', german],
    ['nothing', '', 'windows-1252', `${german} für alle Möhren, bitte schön.`],
    ['an encoding that there is not', '<meta charset="none-such">', 'utf-8', german],
    ['one in a comment', '<!-- <meta charset="koi8-r"> -->', 'utf-8', german],
    ['UTF-16 in what is not', '<meta charset="utf-16">', 'utf-8', german],
  ])('reads the encoding by %s', async (_, head, encoding, words) => {
    const html = page(head, `<p>${words}</p>`);
    const bytes = encoding === 'utf-8' ? Buffer.from(html) : encodeAs(encoding, html);
    expect(await texts('a.html', bytes)).toEqual([words]);
  });

  it('goes by a byte-order mark before all', async () => {
    const html = `\ufeff${page('<meta charset="koi8-r">', german)}`;
    expect(await texts('a.html', html)).toEqual([german]);
  });

  it('keeps the beginning of what is too long', async () => {
    const limits = { maxPlainBytes: 1000, maxCharacters: 500 };
    const long = await readAll(textInput('a.html', `<p>${'word '.repeat(300)}`), { limits });
    expect(long.documents[0]).toMatchObject({ notes: ['from-html', 'shortened'] });
    expect(long.documents[0]?.text).toHaveLength(500);
    const tags = await readAll(textInput('a.html', `<p>word${'<b></b>'.repeat(300)}`), { limits });
    expect(tags.documents[0]).toMatchObject({ text: 'word', notes: ['from-html', 'shortened'] });
  });

  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'empty'],
    ['nothing to read', page('', '<script>all()</script><img src="a.png">'), 'empty'],
    ['what never ends', '<script>if (a', 'empty'],
    ['binary data', Buffer.alloc(999, 1), 'not-text'],
  ])('refuses %s', async (_, content, code) => {
    const { documents, refused } = await readAll(textInput('a.html', content));
    expect(documents).toEqual([]);
    expect(refused).toMatchObject([{ name: 'a.html', code }]);
  });
});

describe('mails', () => {
  const header = [
    'From: =?iso-8859-1?Q?Andr=E9?= <andre@example.org>',
    'To: zoe@example.org',
    'Subject: =?utf-8?B?R3LDvMOfZQ==?= from here',
    'Date: Thu, 22 Aug 2002 13:17:22 +0200',
  ];

  it('reads subject and text, without who wrote to whom', async () => {
    const mail = [...header, '', 'The bread is ready.', 'Come soon.', ''].join('\r\n');
    expect(await texts('a.eml', mail)).toEqual([
      'Grüße from here\n\nThe bread is ready.\nCome soon.',
    ]);
  });

  it('tells a mail by its header, whatever it is called', async () => {
    const mail = [...header, '', 'The bread is ready.'].join('\n');
    for (const name of ['00001.7c53.txt', '00001.7c53336b', 'inbox/12', 'x.txt']) {
      expect(await texts(name, mail)).toEqual(['Grüße from here\n\nThe bread is ready.']);
    }
    const letter = 'Dear Zoe:\nthe subject: bread.\n\nFrom: all of us\n';
    expect(await texts('letter.txt', letter)).toEqual([letter]);
  });

  it('reads parts, transfer encodings and charsets', async () => {
    const mail = [
      ...header,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=outer',
      '',
      '--outer',
      'Content-Type: multipart/alternative; boundary="in ner"',
      '',
      '--in ner',
      'Content-Type: text/plain; charset=koi8-r',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('f0d2c9d7c5d4', 'hex').toString('base64'),
      '--in ner',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>not this</p>',
      '--in ner--',
      '--outer',
      'Content-Type: text/plain; charset=iso-8859-15',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'It costs 5 =A4=',
      ' only.',
      '--outer',
      'Content-Type: application/octet-stream; name=x.bin',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.alloc(3000, 7).toString('base64'),
      '--outer--',
    ].join('\r\n');
    expect(await texts('a.eml', mail)).toEqual(['Grüße from here\n\nПривет\nIt costs 5 € only.']);
  });

  it('reads HTML where there is nothing else', async () => {
    const html =
      '<html><head><title>no</title><style>p{color:red}</style></head><body><h1>Sale&nbsp;&amp; more</h1>' +
      '<p>One<br>two <b>three</b><a href="http://x.example">four</a></p><script>if (a<b) {}</script>' +
      '<ul><li>five<li>six</ul><table><tr><td>7<td>8</table></body></html>';
    const mail = [...header, 'Content-Type: text/html; charset=utf-8', '', html].join('\n');
    const { documents } = await readAll(textInput('a.eml', mail));
    expect(documents[0]).toMatchObject({
      text: 'Grüße from here\n\nSale & more\n\nOne\ntwo threefour\n\nfive\nsix\n\n7 8',
      notes: ['from-html'],
    });
  });

  it('reads a forwarded mail without its sender', async () => {
    const mail = [
      ...header,
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'See below.',
      '--b',
      'Content-Type: message/rfc822',
      'Content-Disposition: inline',
      '',
      'From: secret@example.org',
      'Subject: The first one',
      '',
      'Hello you.',
      '--b--',
    ].join('\n');
    expect(await texts('a.eml', mail)).toEqual([
      'Grüße from here\n\nSee below.\n\nThe first one\n\nHello you.',
    ]);
  });

  it('guesses the charset where a mail names none', async () => {
    const mail = Buffer.from(
      [...header, '', 'Größe und Süße für alle Möhren, bitte schön.'].join('\n'),
      'latin1',
    );
    const [text] = await texts('a.eml', mail);
    expect(text).toContain('Größe und Süße für alle Möhren');
  });

  it('reads the mails of a mailbox one by one', async () => {
    const envelope = 'From a@example.org Thu Aug 22 13:17:22 2002';
    const mail = (body: string): string => [envelope, ...header, '', body, '', ''].join('\n');
    const box =
      mail('First.\n\n>From now on it is quoted.') +
      mail('') +
      mail('From here it is not.\n\nFrom me');
    const { documents } = await readAll(textInput('in.mbox', box, 13));
    expect(documents.map(({ name, text }) => [name, text])).toEqual([
      ['in.mbox, mail 1', 'Grüße from here\n\nFirst.\n\nFrom now on it is quoted.'],
      ['in.mbox, mail 2', 'Grüße from here'],
      ['in.mbox, mail 3', 'Grüße from here\n\nFrom here it is not.\n\nFrom me'],
    ]);
    const one = await readAll(textInput('00012.txt', mail('Alone.')));
    expect(one.documents.map(({ name }) => name)).toEqual(['00012.txt']);
  });

  it.each<[string, string, string, string]>([
    ['no header', 'just text\n', 'corrupt', 'no header'],
    ['nothing to read', 'From: a@example.org\nTo: b@example.org\n\n', 'empty', 'white space'],
    ['too much', `${header.join('\n')}\n\n${'x'.repeat(5000)}`, 'oversized', 'more than 4 KiB'],
  ])('refuses a mail with %s', async (_, mail, code, clause) => {
    const { refused } = await readAll(textInput('a.eml', mail), { limits: { maxMailBytes: 4096 } });
    expect(refused).toEqual([
      { is: 'refused', name: 'a.eml', code, clause: expect.stringContaining(clause) },
    ]);
  });
});

describe('tables', () => {
  it('reads one document a row from the column that holds the text', async () => {
    const { documents, refused } = await readAll(textInput('r.csv', csv, 3));
    expect(refused).toEqual([]);
    expect(documents.map(({ name, text, label }) => [name, text, label])).toEqual(
      reviews.map((text, index) => [`r.csv, row ${index + 2}`, text, null]),
    );
  });

  it('gives the value of the column asked for', async () => {
    const { documents } = await readAll(textInput('r.csv', csv), { labelColumn: 'class' });
    expect(documents.map(({ label }) => label)).toEqual(classes);
    const other = await readAll(textInput('r.csv', csv), {
      textColumn: 'class',
      labelColumn: 'id',
    });
    expect(other.documents.map(({ text, label }) => [text, label])[3]).toEqual(['good', '3']);
  });

  it.each([
    ['tabs', 'r.tsv', reviews.map((text, at) => `${classes[at]}\t${text}`).join('\n')],
    ['tabs in a .csv', 'r.csv', reviews.map((text, at) => `${classes[at]}\t${text}`).join('\n')],
    ['semicolons', 'r.csv', reviews.map((text, at) => `${classes[at]};${quoted(text)}`).join('\n')],
    ['one column', 'r.csv', reviews.map(quoted).join('\r\n')],
    ['one column with a header', 'r.csv', ['text', ...reviews.map(quoted)].join('\n')],
    [
      'a counter without name',
      'r.csv',
      [',text', ...reviews.map((text, at) => `${at},${quoted(text)}`)].join('\n'),
    ],
    ['old Macintosh line ends', 'r.csv', csv.replaceAll('\r\n', '\r')],
    ['blank rows', 'r.csv', csv.replaceAll('\r\n', '\n\n')],
    ['a column called __proto__', 'r.csv', csv.replace('review', '__proto__')],
    [
      'JSON lines',
      'r.jsonl',
      reviews.map((text) => JSON.stringify({ a: 1, text, b: [1] })).join('\n'),
    ],
    [
      'JSON lines of texts',
      'r.ndjson',
      `${reviews.map((text) => JSON.stringify(text)).join('\r\n')}\r\n`,
    ],
    ['a JSON array of texts', 'r.json', JSON.stringify(reviews, null, 2)],
    [
      'a JSON array of objects',
      'r.json',
      JSON.stringify(reviews.map((text, id) => ({ id, o: { text }, text }))),
    ],
    [
      'JSON lines that are called JSON',
      'r.json',
      reviews.map((text) => JSON.stringify({ text })).join('\n'),
    ],
    [
      'JSON with __proto__',
      'r.json',
      `[${reviews.map((text) => `{"__proto__":${JSON.stringify(text)}}`)}]`,
    ],
  ])('reads %s', async (_, name, content) => {
    expect(await texts(name, content)).toEqual(reviews);
  });

  it('keeps line ends within quotes', async () => {
    const rows = reviews.map((text, at) => `${at},${quoted(`${text}\n\nSecond paragraph.`)}`);
    expect(await texts('r.csv', ['id,text', ...rows].join('\n'))).toEqual(
      reviews.map((text) => `${text}\n\nSecond paragraph.`),
    );
  });

  it('counts JSON items and lines from 1', async () => {
    const items = await readAll(textInput('r.json', JSON.stringify(reviews)));
    expect(items.documents.at(-1)?.name).toBe('r.json, item 6');
    const lines = await readAll(
      textInput('r.jsonl', reviews.map((text) => JSON.stringify(text)).join('\n\n')),
    );
    expect(lines.documents.at(-1)?.name).toBe('r.jsonl, line 11');
  });

  it('loses only the rows that make no sense', async () => {
    const rows = reviews.map((text, at) => `${at},${quoted(text)},x`);
    rows.splice(1, 0, 'too,many,fields,here');
    rows.splice(3, 0, '9,"a quote that is never closed,x');
    rows.splice(5, 0, '10,"   ",x');
    rows.push('11,"cut o');
    const { documents, refused } = await readAll(
      textInput('r.csv', ['id,text,y', ...rows].join('\n'), 5),
    );
    expect(documents.map(({ text }) => text)).toEqual(reviews);
    expect(refused.map(({ name, code, clause }) => [name, code, clause])).toEqual([
      ['r.csv, row 3', 'bad-row', 'has 4 fields, the first row has 3'],
      ['r.csv, row 5', 'bad-row', 'has a quote that is never closed'],
      ['r.csv, row 7', 'empty', 'is empty: it has no text in its column "text"'],
      ['r.csv, row 11', 'bad-row', 'has a quote that is never closed'],
    ]);
  });

  it('loses no row between two quotes that are never closed', async () => {
    const rows = Array.from({ length: 60 }, (_, i) =>
      i % 10 === 9 ? `${i},"Never closed,x` : `${i},${reviews[0]} ${i},x`,
    );
    const more = `60,"Closed, after all",x\n61,"""Quoted"" and\nof two lines",x\n62,"Two lines\nwith "loose" quotes",x`;
    const { documents, refused } = await readAll(
      textInput('r.csv', ['id,text,y', ...rows, more].join('\n'), 50),
    );
    expect(refused.map(({ name }) => name)).toEqual(
      [9, 19, 29, 39, 49, 59].map((i) => `r.csv, row ${i + 2}`),
    );
    expect(documents).toHaveLength(57);
    expect(documents.slice(-3).map(({ text }) => text)).toEqual([
      'Closed, after all',
      '"Quoted" and\nof two lines',
      '"Two lines\nwith "loose" quotes"',
    ]);
  });

  it('loses only the JSON that makes no sense', async () => {
    const lines = reviews.map((text) => JSON.stringify({ text }));
    lines.splice(1, 0, '{"text":', '[1]', '5', '{"text":""}', 'null', '{"other":"x"}');
    const read = await readAll(textInput('r.jsonl', lines.join('\n'), 5));
    expect(read.documents.map(({ text }) => text)).toEqual(reviews);
    expect(read.refused.map(({ name, code }) => [name, code])).toEqual([
      ['r.jsonl, line 2', 'bad-row'],
      ['r.jsonl, line 3', 'bad-row'],
      ['r.jsonl, line 4', 'bad-row'],
      ['r.jsonl, line 5', 'empty'],
      ['r.jsonl, line 6', 'bad-row'],
      ['r.jsonl, line 7', 'empty'],
    ]);
    const array = `[${JSON.stringify(reviews[0])}, tru, {"a":}, ${JSON.stringify(reviews[1])}, "cut o`;
    const items = await readAll(textInput('r.json', array, 5));
    expect(items.documents.map(({ name }) => name)).toEqual(['r.json, item 1', 'r.json, item 4']);
    expect(items.refused.map(({ name }) => name)).toEqual([
      'r.json, item 2',
      'r.json, item 3',
      'r.json, item 5',
    ]);
  });

  it('replaces half a surrogate pair', async () => {
    const { documents } = await readAll(
      textInput(
        'r.jsonl',
        reviews.map((text) => `{"text":"\\ud83d ${text.replaceAll('"', "'")}"}`).join('\n'),
      ),
    );
    expect(documents[0]).toMatchObject({ text: `\ufffd ${reviews[0]}`, notes: ['undecodable'] });
  });

  it('gives a file up that has too many bad rows, by number and by share', async () => {
    const rows = Array.from({ length: 50 }, () => '1,2,3,4');
    const content = [csv, ...rows].join('\r\n');
    const limits = { maxBadRows: 10, maxBadShare: 0.5, maxNamedRows: 8 };
    const { documents, refused } = await readAll(textInput('r.csv', content), { limits });
    expect(documents).toHaveLength(6);
    expect(refused.map(({ name, clause }) => [name, clause]).slice(7)).toEqual([
      ['r.csv, row 15', 'has 4 fields, the first row has 3'],
      ['r.csv, further rows', 'are left out: 3 more'],
      [
        'r.csv',
        'has 11 rows among its first 17 that cannot be read; all after these were left out',
      ],
    ]);
    const few = await readAll(textInput('r.csv', content), {
      limits: { ...limits, maxBadShare: 0.95 },
    });
    expect(few.refused).toHaveLength(9);
    expect(few.refused.at(-1)?.clause).toBe('are left out: 42 more');
  });

  it.each<[string, string, string, object, string, string]>([
    [
      'a missing column',
      'r.csv',
      csv,
      { textColumn: 'body' },
      'no-column',
      'no column "body"; its columns are "id", "review", "class"',
    ],
    ['a missing label column', 'r.csv', csv, { labelColumn: 'y' }, 'no-column', 'no column "y"'],
    ['numbers only', 'r.csv', 'a,b\n1,2\n3,4\n5,6\n', {}, 'no-column', 'no column with texts'],
    ['a header only', 'r.csv', 'id,text\n', {}, 'empty', 'no rows'],
    ['an empty list', 'r.json', '[]', {}, 'empty', 'no rows'],
    ['one object', 'r.json', '{"a":{"b":[1,2]}}', {}, 'no-column', 'no column with texts'],
    ['binary data', 'r.csv', Buffer.alloc(500, 1).toString('latin1'), {}, 'not-text', 'binary'],
  ])('refuses %s', async (_, name, content, options, code, clause) => {
    const { documents, refused } = await readAll(textInput(name, content), options);
    expect(documents).toEqual([]);
    expect(refused).toEqual([
      { is: 'refused', name, code, clause: expect.stringContaining(clause) },
    ]);
  });

  it('can be stopped', async () => {
    const abort = new AbortController();
    const rows = Array.from(
      { length: 5000 },
      (_, at) => `${at},${quoted(reviews[at % 6] ?? '')},x`,
    );
    const input = textInput('r.csv', ['id,text,y', ...rows].join('\n'));
    let count = 0;
    const reading = (async () => {
      for await (const _ of readDocuments(input, { signal: abort.signal })) {
        count += 1;
        if (count === 100) abort.abort(new Error('stopped by the test'));
      }
    })();
    await expect(reading).rejects.toThrow('stopped by the test');
    expect(count).toBe(100);
  });

  it('closes the file, also when nobody reads to the end', async () => {
    let closed = 0;
    const input = {
      name: 'r.csv',
      size: 1e9,
      async *chunks() {
        try {
          yield Buffer.from(`${csv}\r\n`);
          for (;;) yield Buffer.from(`1,${quoted(reviews[0] ?? '')},x\r\n`.repeat(1000));
        } finally {
          closed += 1;
        }
      },
    };
    for await (const one of readDocuments(input)) if (one.name.endsWith('row 900')) break;
    expect(closed).toBe(1);
  });
});
