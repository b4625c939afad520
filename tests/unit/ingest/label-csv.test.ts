import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LabelCsv, readLabelCsv } from '../../../main/ingest/label-csv.ts';
import { temporaryFolder } from '../../fixtures/ingest/temporary-folder.ts';

function read(content: string | Uint8Array): Promise<LabelCsv> {
  const file = path.join(temporaryFolder(), 'labels.csv');
  writeFileSync(file, content);
  return readLabelCsv(file);
}

describe('readLabelCsv', () => {
  it.each([
    ['comma', 'path,label\na.png,cat\nb.png,dog\n'],
    ['semicolon, CRLF, byte-order mark', '\ufeffPath;LABEL\r\na.png;cat\r\nb.png;dog\r\n'],
    ['tab, no last line end', 'path\tlabel\na.png\tcat\nb.png\tdog'],
    ['old Macintosh line ends', 'path,label\ra.png,cat\rb.png,dog\r'],
    ['quotes and spaces', '"path", label\n"a.png", cat \n b.png ,"dog"\n'],
    ['more columns, another order', 'id,label,__proto__,path\n1,cat,x,a.png\n2,dog,y,b.png\n'],
    ['a line break in another column', 'path,label,note\na.png,cat,"x\ny"\nb.png,dog,z\n'],
    ['blank lines', 'path,label\n\na.png,cat\n\n\nb.png,dog\n\n'],
  ])('reads %s', async (_, content) => {
    const { rows, problems } = await read(content);
    expect(rows.map(({ path, label }) => [path, label])).toEqual([
      ['a.png', 'cat'],
      ['b.png', 'dog'],
    ]);
    expect(problems).toEqual([]);
  });

  it('keeps delimiters, quotes and non-ASCII text inside quotes', async () => {
    const { rows } = await read('path,label\n"a, b.png","say ""hi"""\nñandú/ü.png,größe\n');
    expect(rows).toEqual([
      { path: 'a, b.png', label: 'say "hi"', line: 2 },
      { path: 'ñandú/ü.png', label: 'größe', line: 3 },
    ]);
  });

  it('lists rows that make no sense and keeps the others', async () => {
    const { rows, problems } = await read(
      [
        'path,label',
        'a.png,cat',
        ',cat',
        'b.png,',
        'c.png',
        'd.png,dog,extra',
        'a.png,cat',
        'a.png,dog',
        'e\0.png,dog',
        'f.png,dog',
      ].join('\n'),
    );
    expect(rows.map((row) => row.path)).toEqual(['a.png', 'f.png']);
    expect(problems.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    const reasons = problems.map(({ reason }) => reason).join('\n');
    expect(reasons).toContain('Line 3 has no path');
    expect(reasons).toContain('Line 4 has no label for b.png');
    expect(reasons).toContain('Line 5 has 1 fields, the header has 2');
    expect(reasons).toContain('Line 7 repeats line 2 for a.png');
    expect(reasons).toContain('a.png is "dog", but line 2 says "cat"');
    expect(reasons).toContain('NUL');
  });

  it('loses only the row whose quote is never closed', async () => {
    const { rows, problems } = await read(
      'path,label\na.png,cat\n"b.png,dog\nc.png,cat\nd.png,"dog"\ne.png,"f\ng.png,cat\n',
    );
    expect(rows.map(({ path, line }) => [path, line])).toEqual([
      ['a.png', 2],
      ['c.png', 4],
      ['d.png', 5],
      ['g.png', 7],
    ]);
    expect(problems.map(({ line }) => line)).toEqual([3, 6]);
  });

  it('loses only rows whose quotes swallow a few, are too long or name more than one line', async () => {
    const { rows, problems } = await read(
      [
        ['path,label', 'a.png,"cat', 'b.png,dog', '"c.png",dog', 'd.png,dog'],
        [`e.png,${'x'.repeat(70_000)}`, 'f.png,cat', '"g.png","one\nof two"', 'h.png,🐈'],
      ]
        .flat()
        .join('\n'),
    );
    expect(rows.map(({ path, label, line }) => [path, label, line])).toEqual([
      ['b.png', 'dog', 3],
      ['c.png', 'dog', 4],
      ['d.png', 'dog', 5],
      ['f.png', 'cat', 7],
      ['h.png', '🐈', 10],
    ]);
    expect(problems.map(({ reason }) => reason)).toEqual([
      'Line 2 has a quote that is never closed.',
      'Line 6 is longer than 65,536 characters.',
      'Line 8 has a path or a label of several lines.',
    ]);
  });

  it.each([
    [
      'swallows rows',
      'path,label,"note\na.png,cat,\nb.png,dog,"\nc.png,cat,',
      'closed in another row',
    ],
    ['is never closed', '"path,label\na.png,cat\nb.png,dog', 'line 1 has a quote that is never'],
    ['is too long', `path,label,${'x'.repeat(70_000)}\na.png,cat,`, 'line 1 is longer than 65,536'],
  ])('takes nothing for the header where one %s', async (_, content, why) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(`has no readable header: `) as string,
    });
    await expect(read(content)).rejects.toThrow(why);
  });

  it('takes names of columns of several lines', async () => {
    const { rows } = await read('path,label,"note\n(or none)"\na.png,cat,x');
    expect(rows).toEqual([{ path: 'a.png', label: 'cat', line: 3 }]);
  });

  it('reads letters of several bytes wherever they lie', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `ü🐈${'é'.repeat(i % 3)}${i}.png,größe`);
    const { rows, problems } = await read(['path,label', ...lines].join('\n'));
    expect(rows.map(({ path, label }) => `${path},${label}`)).toEqual(lines);
    expect(problems).toEqual([]);
  });

  it('reads a hundred thousand rows without blocking for long', async () => {
    let content = 'path,label\n';
    for (let row = 0; row < 100_000; row++)
      content += `folder/image-${row}.png,label ${row % 10}\n`;
    const pauses: number[] = [];
    let last = performance.now();
    const timer = setInterval(() => {
      pauses.push(performance.now() - last);
      last = performance.now();
    }, 5);
    const { rows } = await read(content);
    clearInterval(timer);
    expect(rows).toHaveLength(100_000);
    expect(pauses.length).toBeGreaterThan(5);
  });

  it.each([
    ['an empty file', '', 'is empty'],
    ['nothing but spaces', ' \n \n', 'is empty'],
    [
      'a missing label column',
      'path,class\na,b\n',
      'has no column label; its columns are "path", "class"',
    ],
    ['both columns missing', 'file;kind\na;b\n', 'has no column path and no column label'],
    ['a column twice', 'path,label,Label\na,b,c\n', 'has the column label twice'],
    ['no header', 'a.png,cat\nb.png,dog\n', 'its columns are "a.png", "cat"'],
    ['Latin-1', Buffer.from('path,label\na.png,größe\n', 'latin1'), 'is not UTF-8'],
    ['UTF-16', Buffer.from('\ufeffpath,label\na,b\n', 'utf16le'), 'is UTF-16'],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004xl/workbook.xml'), 'spreadsheet'],
    ['binary data', Buffer.alloc(1000, 1), 'is binary'],
  ])('refuses %s', async (_, content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      name: 'PretextError',
      code: 'bad-input',
      message: expect.stringContaining(message),
      remedy: expect.stringContaining('path and label'),
      path: expect.stringContaining('labels.csv'),
    });
  });

  it('refuses what is no file, is not there or is absurdly large', async () => {
    const folder = temporaryFolder();
    const at = (name: string): string => path.join(folder, name);
    mkdirSync(at('folder'));
    writeFileSync(at('large.csv'), 'path,label\n');
    truncateSync(at('large.csv'), 200 * 1024 * 1024);
    const refused = { name: 'PretextError', code: 'bad-input' };
    await expect(readLabelCsv(at('folder'))).rejects.toMatchObject(refused);
    await expect(readLabelCsv(at('large.csv'))).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('too large'),
    });
    await expect(readLabelCsv(at('none.csv'))).rejects.toMatchObject({ code: 'not-found' });
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [at('pipe.csv')]);
    await expect(readLabelCsv(at('pipe.csv'))).rejects.toMatchObject(refused); // and does not hang
  });
});
