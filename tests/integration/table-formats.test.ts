import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { fixture } from '../fixtures/ingest/tables/read-table.ts';
import { parts, twoColumns } from '../fixtures/ingest/tables/workbook-parts.ts';
import { rawZip } from '../fixtures/ingest/zips.ts';
import { pretext } from '../support/cli.ts';
import { openWindow, temporaryHome } from '../support/studio.ts';
import { watchedDecoders } from '../support/watched-decoders.ts';

/** Tables of every format, through the calls of the window. */

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const decoders = watchedDecoders();
const { spawnDecoder } = decoders;
const window = openWindow(temporaryHome(), { spawnDecoder });
const wishes = { labelsFrom: null, split: 'train', preprocessing: {} } as const;

afterAll(async () => await window.studio.close());

function file(name: string, content: string | Buffer): string {
  const at = path.join(dir, name);
  writeFileSync(at, content);
  return at;
}

const lines = fixture('wine.csv').toString().trimEnd().split('\n');
const [names = [], ...rows] = lines.map((line) => line.split(','));
const asObject = (row: readonly string[]): string =>
  JSON.stringify(
    Object.fromEntries(names.map((name, i) => [name, name === 'target' ? row[i] : Number(row[i])])),
  );
const files = {
  csv: file('wine.csv', lines.join('\n')),
  tsv: file('wine.tsv', lines.map((line) => line.replaceAll(',', '\t')).join('\n')),
  jsonl: file('wine.jsonl', rows.map(asObject).join('\n')),
  xlsx: file('values.xlsx', fixture('values.xlsx')),
  parquet: file('values.parquet', fixture('values-zstd.parquet')),
  numbers: file('numbers.csv', rows.map((row) => row.slice(0, 4).join(';')).join('\n')),
};

const pathOf = (at: string) => [{ kind: 'path' as const, path: at }];

async function newProject(name: string): Promise<string> {
  return (await window.call('projects.create', { name, folder: dir })).project;
}

async function imported(project: string, at: string) {
  const { job } = await window.call('data.import', { project, sources: pathOf(at), ...wishes });
  const { result } = await window.finished(job);
  return result;
}

describe('a table through the app', () => {
  const wine = names.map((name) => [name, name === 'target' ? 'category' : 'number']);
  const values = [
    ['name', 'id'],
    ['amount', 'number'],
    ['good', 'category'],
    ['when', 'date'],
    ['colour', 'category'],
    ['count', 'id'],
  ];
  const list = '"list" holds lists or nested values, which are left out.';
  const sheet = 'The table is on sheet 2; the sheets before it are empty.';
  const semicolons = 'Its fields are separated by semicolons.';
  const noHeader = 'It has no header; its columns are numbered.';
  const numbered = [1, 2, 3, 4].map((n) => [`column ${n}`, 'number']);

  test.each<[keyof typeof files, number, number, string[][], string[]]>([
    ['csv', 178, 2, wine, []],
    ['tsv', 178, 2, wine, []],
    ['jsonl', 178, 1, wine, []],
    ['xlsx', 40, 2, [...values, ['twice', 'constant']], [sheet]],
    ['parquet', 40, 1, [...values, ['price', 'number']], [list]],
    ['numbers', 178, 1, numbered, [semicolons, noHeader]],
  ])(
    '%s is looked at, imported, and says what was guessed of it',
    async (format, count, first, types, notes) => {
      const at = files[format];
      const name = path.basename(at);
      const started = decoders.started;
      const looked = await window.call('data.columns', { project: null, sources: pathOf(at) });
      // Where forking Node is not the way, another one is taken for this too.
      expect(decoders.started).toBeGreaterThan(started);
      expect(looked.table).toMatchObject({ file: name, rows: count, notes });
      expect(looked.table?.columns.map((each) => [each.name, each.type])).toEqual(types);
      const project = await newProject(format);
      expect(await imported(project, at)).toEqual({
        ...{ kind: 'import', imported: count, duplicates: 0, nearDuplicateGroups: 0 },
        ...{ skipped: 0, ignored: 0, notes },
      });
      const { table } = await window.call('data.importedColumns', { project });
      expect(table).toMatchObject({ file: name, looked: { rows: count, sampled: count }, notes });
      expect(table?.columns.map((each) => [each.name, each.type])).toEqual(types);
      const page = await window.call('data.page', {
        ...{ project, filter: {}, offset: 0, limit: 1 },
        sort: { by: 'added', descending: false },
      });
      expect(page.total).toBe(count);
      expect(page.samples[0]?.path).toBe(`${name}, row ${first}`);
    },
    60_000,
  );

  test('the terminal says too what was guessed of a table', async () => {
    const at = path.join(dir, 'terminal');
    expect((await pretext(['project', 'create', at])).code).toBe(0);
    const columns = await pretext(['columns', files.parquet]);
    expect(columns.stdout).toContain(`40 rows. ${list}`);
    expect((await pretext(['columns', files.parquet, '--json'])).json).toMatchObject({
      notes: [list],
    });
    const answer = await pretext(['import', at, files.parquet]);
    expect(answer.stdout).toContain(`  ${list}`);
    const again = await pretext(['import', at, files.parquet, '--json']);
    expect(again.json).toMatchObject({ samples: { imported: 0, duplicates: 40 }, notes: [list] });
  }, 60_000);
});

describe('a file that is no good', () => {
  /** A workbook whose texts unpack to 80 MiB, and say that they are a thousand bytes. */
  const bomb = (): Buffer =>
    rawZip([
      ...parts(twoColumns),
      {
        name: 'xl/sharedStrings.xml',
        stored: deflateRawSync(Buffer.alloc(80 * 1024 * 1024)),
        uncompressedSize: 1000,
      },
    ]);
  /** A Parquet file that says it has other rows than its groups. */
  const lying = (): Buffer => {
    const bytes = Buffer.from(fixture('values-none.parquet'));
    bytes[bytes.lastIndexOf(Buffer.from([0x16, 80]), bytes.length - 8) + 1] = 82;
    return bytes;
  };

  test.each([
    ['bomb.xlsx', bomb, 'unpacks to too much: its part xl/sharedStrings.xml has more than 64 MiB'],
    ['lying.parquet', lying, 'is damaged: it says that it has 41 rows, but its groups have 40'],
    [
      'cut.parquet',
      () => lying().subarray(0, 500),
      'is cut off: the directory at its end is missing',
    ],
  ])(
    '%s is refused by name, takes little memory, and the rest of the project stays as it is',
    async (name, content, why) => {
      const project = await newProject(`with ${name}`);
      await imported(project, files.csv);
      const before = await window.call('data.summary', { project });
      const at = file(name, content());
      decoders.mostMemory = 0;
      const { job } = await window.call('data.import', { project, sources: pathOf(at), ...wishes });
      const { state, error } = await window.ended(job);
      expect(state).toBe('failed');
      expect(error).toMatchObject({ code: 'no-data', message: `${name} ${why}.`, path: at });
      expect(error?.remedy).toMatch(/ give it again\.$|^Give a table: /);
      // A Node that has read nothing has 70 MiB.
      expect(decoders.mostMemory).toBeLessThan(350);
      if (process.platform === 'linux') expect(decoders.mostMemory).toBeGreaterThan(30);
      await expect(
        window.call('data.columns', { project, sources: pathOf(at) }),
      ).rejects.toMatchObject({ code: 'no-data', message: `${name} ${why}.` });
      expect(await window.call('data.summary', { project })).toEqual(before);
      // And it goes on.
      const more = file(
        `more ${name}.csv`,
        [names, ...rows]
          .map((row) => row.join(','))
          .join('\n')
          .replaceAll('.', '.1'),
      );
      expect(await imported(project, more)).toMatchObject({ imported: 178 });
    },
    120_000,
  );
});
