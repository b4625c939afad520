import { existsSync, mkdtempSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { recognizedKind } from '../../../main/app/data-kinds/registry.ts';
import { PackReader } from '../../../main/files/packed-samples.ts';
import { decodeSampleText } from '../../../main/files/sample-text.ts';
import { ThumbnailReader } from '../../../main/files/thumbnails.ts';
import { forkDecoder } from '../../../main/ingest/decoder/spawn-decoder.ts';
import { importTexts, type TextImportRequest } from '../../../main/ingest/text/import-texts.ts';
import { looksLikeTexts } from '../../../main/ingest/text/looks-like-texts.ts';
import { tokenizerOf } from '../../../main/ingest/text/text-preprocessing.ts';
import { packTokens } from '../../../main/ingest/text/tokenizer/pack-tokens.ts';
import { writeFiles } from '../../fixtures/ingest/temporary-folder.ts';
import { type RawEntry, rawZip } from '../../fixtures/ingest/zips.ts';
import { PeakMemory } from '../../support/peak-memory.ts';
import { fixtureMails } from '../../support/word-texts.ts';

const mails = fixtureMails();

function given(files: Record<string, string | Uint8Array>, name = 'data'): TextImportRequest {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  writeFiles(path.join(dir, name), files);
  return {
    inputs: [path.join(dir, name)],
    packFile: path.join(dir, 'import.safetensors'),
    thumbnailFile: path.join(dir, 'import.thumbnails'),
    preprocessing: null,
    labelsFrom: null,
  };
}

const byFolder = Object.fromEntries(
  mails.map(({ label, name, mail }) => [`${label}/${name}`, mail]),
);

test('a folder of mails becomes rows of tokens, cards and labels, and nothing is left beside them', async () => {
  const request = given(byFolder);
  const stages = new Set<string>();
  const result = await importTexts({
    ...request,
    labelsFrom: 'folders',
    onProgress: (stage) => stages.add(stage),
  });
  expect([...stages]).toEqual(['read', 'learn', 'pack']);
  expect(result.skipped).toEqual([]);
  expect(result.samples).toHaveLength(140);
  expect(result.samples[0]).toMatchObject({ row: 0, label: 'ham' });
  expect(result.samples.map((each) => each.path)).toEqual(Object.keys(byFolder).sort());
  const { length, vocabulary, tokensPerWord } = result.preprocessing;
  expect(length % 32).toBe(0);
  expect(tokensPerWord).toBeGreaterThan(1);
  expect(tokensPerWord).toBeLessThan(2.5);
  const pack = new PackReader(request.packFile);
  expect(pack.spec).toEqual({ kind: 'text', length, vocabulary, tokensPerWord });
  // Row 7 is the tokens of its text, whose beginning is on its card.
  const bytes = new Uint8Array(4 * length);
  pack.readInto(7, bytes, 0);
  pack.close();
  const thumbnails = new ThumbnailReader(request.thumbnailFile);
  const card = decodeSampleText(thumbnails.read(7), request.thumbnailFile);
  thumbnails.close();
  if (!('text' in card)) throw new Error('no card of a text');
  const tokens = packTokens(tokenizerOf(result.preprocessing).encode(card.text), length);
  expect(Array.from(new Int32Array(bytes.buffer))).toEqual(Array.from(tokens));
  expect(readdirSync(path.dirname(request.packFile)).sort()).toEqual([
    'data',
    'import.safetensors',
    'import.thumbnails',
  ]);
}, 60_000);

test.each([
  [
    'csv',
    'text,sort\n',
    (text: string, label: string) =>
      `${JSON.stringify(text).replaceAll('\\n', ' ').replaceAll('\\"', '""')},${label}\n`,
  ],
  ['jsonl', '', (text: string, label: string) => `${JSON.stringify({ text, sort: label })}\n`],
] as const)(
  'the texts and labels of a column of %s',
  async (extension, head, row) => {
    const rows = mails.map(({ mail, label }) =>
      row(mail.slice(mail.indexOf('\n\n') + 2, 600).replaceAll('\\', '/'), label),
    );
    const request = given({ [`mails.${extension}`]: head + rows.join('') });
    const [folder = ''] = request.inputs;
    expect(await looksLikeTexts([path.join(folder, `mails.${extension}`)])).toBe(true);
    const result = await importTexts({ ...request, labelsFrom: 'column' });
    expect(result.preprocessing).toMatchObject({ textColumn: 'text', labelColumn: 'sort' });
    expect(result.samples.length + result.duplicates.length).toBe(140);
    expect(result.samples[3]?.path).toMatch(extension === 'csv' ? /csv, row 5/ : /jsonl, line 4/);
    const counts = result.samples.filter(({ label }) => label === 'spam').length;
    expect(Math.abs(counts - result.samples.length / 2)).toBeLessThan(10);
  },
  60_000,
);

test('a mailbox and a zip archive hold many', async () => {
  const mailbox = mails
    .slice(0, 20)
    .map(({ mail }) => `From someone@example.com Mon Sep  2 12:00:00 2002\n${mail}\n`)
    .join('\n');
  const zip = rawZip(
    mails
      .slice(20, 40)
      .map(({ label, name, mail }) => ({ name: `${label}/${name}`, data: Buffer.from(mail) })),
  );
  const request = given({ 'box.mbox': mailbox, 'mails.zip': zip });
  const { samples, skipped } = await importTexts(request);
  expect(skipped).toEqual([]);
  expect(samples).toHaveLength(40);
}, 60_000);

test('copies are left out, near copies are grouped, and the tokenizer stays', async () => {
  const [first, second, third] = mails.slice(0, 3).map(({ mail }) => mail) as [
    string,
    string,
    string,
  ];
  const near = second.replace(/\b(the|a)\b/, 'this');
  const request = given({
    'a.eml': first,
    'b.eml': second,
    'c.eml': near,
    'd.eml': first,
    'e.eml': third,
  });
  const result = await importTexts(request);
  expect(result.samples.map((each) => each.path)).toEqual(['a.eml', 'b.eml', 'c.eml', 'e.eml']);
  expect(result.duplicates.map(({ path: name, of }) => [name, of])).toEqual([['d.eml', 'a.eml']]);
  expect(result.nearDuplicates).toEqual([['b.eml', 'c.eml']]);
  const later = given({ 'x.eml': first, 'y.txt': 'Something else altogether, with other words.' });
  const { preprocessing } = result;
  const knownHashes = new Map(result.samples.map(({ sha256, path: name }) => [sha256, name]));
  const more = await importTexts({ ...later, preprocessing, knownHashes });
  expect(more.preprocessing).toBe(preprocessing);
  expect(more.samples.map((each) => each.path)).toEqual(['y.txt']);
  expect(more.duplicates).toMatchObject([{ path: 'x.eml', of: 'a.eml' }]);
  const all = await importTexts({ ...later, preprocessing, knownHashes, keepCopies: true });
  expect(all.samples).toHaveLength(2);
}, 60_000);

test('what reading did to a text is kept with it', async () => {
  const html = ['Subject: Sale', 'From: a@b.example', 'To: c@d.example', 'Content-Type: text/html'];
  const { samples } = await importTexts(
    given({
      'bell.txt': `${'word '.repeat(100)}\u0007`,
      'half.jsonl': '{"text":"a text of some \\ud83d words"}\n{"text":"a second one of words"}\n',
      'long.txt': 'A text of many words. '.repeat(70_000),
      'plain.txt': 'Some words.',
      'sale.eml': [...html, '', '<p>Words to <b>read</b></p>'].join('\n'),
    }),
  );
  expect(samples.map(({ path: name, notes }) => [name, notes])).toEqual([
    ['bell.txt', ['control-characters']],
    ['half.jsonl, line 1', ['undecodable']],
    ['half.jsonl, line 2', []],
    ['long.txt', ['shortened']],
    ['plain.txt', []],
    ['sale.eml', ['from-html']],
  ]);
}, 60_000);

describe('what cannot be read', () => {
  test('is said by name, and the rest comes all the same', async () => {
    const request = given({
      'good.txt': mails[0]?.mail ?? '',
      'empty.txt': '',
      'blank.txt': ' \n\t\n',
      'binary.txt': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 0, 0, 0, 9]),
      'noise.txt': Buffer.from(
        Array.from({ length: 4000 }, (_, i) => (i * 7919 + (i >> 3) * 31) % 256),
      ),
      'koi8.txt': Buffer.from('f0d2c9d7c5d42c20cbc1cb20c4c5ccc13f20f7d3c520c8cfd2cfdbcf21', 'hex'),
      'rows.csv': 'text,label\n"a text of some words",x\n"never closed,y\n',
      'cut.jsonl': '{"text": "some words of a text"}\n{"text": "cut o',
      'picture.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]),
    });
    const { samples, skipped, ignored } = await importTexts(request);
    const names = samples.map((each) => each.path);
    expect(names).toContain('good.txt');
    expect(names).toContain('koi8.txt');
    const reasons = Object.fromEntries(skipped.map((each) => [each.path, each.reason]));
    expect(reasons['empty.txt']).toBe('empty.txt is empty (0 bytes).');
    expect(reasons['blank.txt']).toContain('blank.txt is empty');
    expect(reasons['binary.txt']).toMatch(/binary\.txt .*\./);
    expect(reasons['noise.txt']).toMatch(/noise\.txt .*\./);
    expect(reasons['cut.jsonl, line 2']).toContain('cut.jsonl, line 2');
    // Not meant as a text.
    expect(reasons['picture.png']).toBeUndefined();
    expect(ignored).toBe(1);
  }, 60_000);

  test('is a page of HTML among others, however broken', async () => {
    const request = given({
      'a.html': '<html><p>Words of the first page.',
      'b.htm': '<<<p <b>Words & of < the &#xffffffff; second <table><table></p></p>',
      'c.html': '<script>never closed',
      'd/e.html': `${'<div>'.repeat(200_000)}Words within.`,
      'page_files/logo.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]),
    });
    expect(await recognizedKind(request.inputs)).toBe('text');
    const { samples, skipped, ignored } = await importTexts(request);
    expect(samples.map((each) => each.path)).toEqual(['a.html', 'b.htm', 'd/e.html']);
    expect(skipped).toMatchObject([{ path: 'c.html', code: 'empty' }]);
    expect(ignored).toBe(1);
  }, 60_000);

  test('a line of a gigabyte is cut off or refused in little memory', async () => {
    const request = given({
      'good.txt': mails[0]?.mail ?? '',
      'long.txt': 'word ',
      'long.csv': 'text\n',
    });
    const [folder = ''] = request.inputs;
    for (const name of ['long.txt', 'long.csv']) {
      const file = path.join(folder, name);
      const line = Buffer.alloc(2 ** 20, 'word after word ');
      for (let at = 0; at < 16; at++) writeFileSync(file, line, { flag: 'a' });
      // The rest of the gigabyte takes no space: zeros, which are no text.
      truncateSync(file, 2 ** 30);
    }
    const memory = new PeakMemory();
    const importing = importTexts({ ...request, spawnDecoder: () => memory.watch(forkDecoder()) });
    const { samples, skipped } = await importing.finally(() => memory.stop());
    expect(samples.map((each) => each.path)).toContain('good.txt');
    const long = skipped.filter((each) => each.path.startsWith('long'));
    expect(long.length + samples.filter((each) => each.path.startsWith('long')).length).toBe(2);
    expect(long.some(({ reason }) => /long\.csv/.test(reason))).toBe(true);
    // Half of one file would be 512 MiB; a reading process is about 100 before it has read anything.
    expect(memory.growth).toBeLessThan(200 * 2 ** 20);
    if (process.platform === 'linux') {
      expect(memory.ofDecoder).toBeGreaterThan(10 * 2 ** 20);
      expect(memory.ofDecoder).toBeLessThan(400 * 2 ** 20);
    }
  }, 120_000);

  test('nothing usable is an error with the reasons, and leaves nothing', async () => {
    const request = given({ 'empty.txt': '' });
    await expect(importTexts(request)).rejects.toMatchObject({
      code: 'no-data',
      message: expect.stringContaining('empty.txt is empty') as string,
    });
    expect(existsSync(request.packFile)).toBe(false);
    expect(readdirSync(path.dirname(request.packFile))).toEqual(['data']);
    await expect(importTexts({ ...request, inputs: ['/nowhere/at-all'] })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('a file that takes the reading process down costs itself', async () => {
    const request = given({
      'a.txt': 'Some words.',
      'crash-abort.txt': 'More words.',
      'z.txt': 'Last words.',
    });
    const entry = path.join(import.meta.dirname, '../../fixtures/ingest/hostile-decoder.ts');
    const { samples, skipped } = await importTexts({
      ...request,
      spawnDecoder: () => forkDecoder(entry),
    });
    expect(samples.map((each) => each.path)).toEqual(['a.txt', 'z.txt']);
    expect(skipped).toMatchObject([{ path: 'crash-abort.txt', code: 'decoder-crashed' }]);
  }, 60_000);

  test('an import that is cancelled leaves nothing', async () => {
    const request = given(byFolder);
    const cancel = new AbortController();
    const importing = importTexts({
      ...request,
      signal: cancel.signal,
      onProgress: (_, done) => {
        if (done > 3) cancel.abort();
      },
    });
    await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(path.dirname(request.packFile))).toEqual(['data']);
  }, 60_000);
});

describe('a zip archive', () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]);
  const reviews = mails
    .map(({ mail }, i) => `${i},"${mail.slice(-400).replaceAll('"', "'")}"`)
    .join('\n');
  const some = (count: number, name: (i: number) => string, data: string | Uint8Array) =>
    Array.from({ length: count }, (_, i) => ({ name: name(i), data: Buffer.from(data) }));
  const pictures = (count: number) => some(count, (i) => `set/${i}.png`, png);
  const notes = (count: number, extension = 'txt') =>
    some(count, (i) => `set/${i}.${extension}`, `Some words of a text that is written down.`);
  const entry = (name: string, data: string | Uint8Array) => ({ name, data: Buffer.from(data) });

  test.each<[string, RawEntry[], string]>([
    ['text files', notes(40), 'text'],
    ['Markdown among a few pictures', [...notes(12, 'md'), ...pictures(4)], 'text'],
    [
      'mails, which have no extension',
      mails.map(({ label, name, mail }) => entry(`${label}/${name.replace('.eml', '')}`, mail)),
      'text',
    ],
    ['a table of texts', [entry('reviews.csv', `id,review\n${reviews}\n`)], 'text'],
    [
      'a table of texts, stored',
      [{ ...entry('r.csv', `id,review\n${reviews}\n`), method: 0 }],
      'text',
    ],
    ['a table of numbers', [entry('numbers.csv', `a,b\n${'1,2\n'.repeat(99)}`)], 'tables'],
    ['one picture and a README', [...pictures(1), ...notes(1)], 'images'],
    ['pictures with a README', [...pictures(30), entry('README.md', 'What this is.')], 'images'],
    ['pictures, a text beside each, and more', [...pictures(20), ...notes(22)], 'images'],
    [
      'recordings with what is said in each',
      [...some(20, (i) => `${i}.wav`, 'x'), ...notes(20)],
      'audio',
    ],
    [
      'programs',
      [...some(20, (i) => `${i}.py`, 'print(1)'), entry('README.txt', 'Words.')],
      'images',
    ],
    ['archives', some(3, (i) => `${i}.zip`, rawZip(notes(3))), 'images'],
    [
      'binary data that are called texts',
      some(9, (i) => `${i}.txt`, Buffer.alloc(999, 1)),
      'images',
    ],
    ['nothing', [], 'images'],
  ])('of %s', async (_, entries, kind) => {
    const request = given({ 'all.zip': rawZip(entries) });
    const [folder = ''] = request.inputs;
    expect(await recognizedKind([path.join(folder, 'all.zip')])).toBe(kind);
  });

  test('that is damaged, or too large to list, says nothing', async () => {
    const whole = rawZip(notes(40));
    const [folder = ''] = given({
      'cut.zip': whole.subarray(0, whole.length / 2),
      'lying.zip': rawZip(notes(40).map((one) => ({ ...one, offset: 1e8 }))),
      'text.zip': 'These are words and no archive.',
    }).inputs;
    for (const name of ['cut.zip', 'lying.zip', 'text.zip']) {
      expect(await recognizedKind([path.join(folder, name)]), name).toBe('images');
    }
  });

  test('of texts in a folder, and the samples that come with the app', async () => {
    const [folder = ''] = given({
      'a/all.zip': rawZip(notes(20)),
      'b/all.zip': rawZip(notes(20)),
    }).inputs;
    expect(await recognizedKind([folder])).toBe('text');
    const samples = path.join(import.meta.dirname, '../../../resources/samples');
    const kindOf = (name: string) => recognizedKind([path.join(samples, name)]);
    expect(await kindOf('speeches.zip')).toBe('text');
    expect(await kindOf('prompts.zip')).toBe('audio');
    expect(await kindOf('fashion-mnist.zip')).toBe('images');
  });
});

test('folders of mails look like texts; of pictures, and tables of numbers, do not', async () => {
  const [texts = ''] = given(byFolder).inputs;
  const [pictures = ''] = given({
    'a.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]),
    'b.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 1]),
    'labels.csv': 'path,label\na.png,x\nb.png,y\n',
  }).inputs;
  expect(await looksLikeTexts([texts])).toBe(true);
  expect(await looksLikeTexts([pictures])).toBe(false);
  const wine = path.join(import.meta.dirname, '../../fixtures/ingest/tables/wine.csv');
  expect(await looksLikeTexts([wine])).toBe(false);
  expect(await looksLikeTexts(['/nowhere/at-all'])).toBe(false);
});
