import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../main/ingest/refusal.ts';
import { openTable } from '../../../main/ingest/tables/open-table.ts';
import { prepareTable } from '../../../main/ingest/tables/prepare-table.ts';
import type {
  OpenTableOptions,
  TableFormat,
  TableInput,
} from '../../../main/ingest/tables/table.ts';
import { bytesInput } from '../../../main/ingest/tables/table-input.ts';
import { seededUniform } from '../../../main/learn/data/seeded.ts';
import { fixture, readAll, readBytes } from '../../fixtures/ingest/tables/read-table.ts';
import { rawZip } from '../../fixtures/ingest/zips.ts';

const mebibyte = 1024 * 1024;

/** A file that is never in memory as a whole. */
function endless(parts: () => Generator<Buffer>, name = 'huge.csv'): TableInput {
  return {
    name,
    size: 2 ** 31,
    async *chunks() {
      yield* parts();
    },
    read: () => Promise.reject(new Error('the file ends too early')),
  };
}

/** Memory that was in use at most while `action` ran, above what was before, in MiB. */
async function memoryDuring(action: () => Promise<void>): Promise<number> {
  const used = (): number => process.memoryUsage().rss;
  const before = used();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, used());
  }, 20);
  try {
    await action();
  } finally {
    clearInterval(timer);
  }
  return (Math.max(most, used()) - before) / mebibyte;
}

async function refusalOf(
  format: TableFormat,
  input: TableInput,
  options: OpenTableOptions = {},
): Promise<Refusal> {
  try {
    await readAll(await openTable(format, input, options));
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('it was read');
}

/** What a random mutation of `bytes` looks like: changed, cut, repeated or lost bytes. */
function mutate(bytes: Buffer, random: () => number): Buffer {
  const at = (): number => Math.floor(random() * bytes.length);
  switch (Math.floor(random() * 5)) {
    case 0:
      return bytes.subarray(0, at());
    case 1: {
      const [from, to] = [at(), at()].sort((a, b) => a - b);
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    }
    case 2: {
      const [from, to] = [at(), at()].sort((a, b) => a - b);
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
    }
    default: {
      const changed = Buffer.from(bytes);
      for (let count = 1 + Math.floor(random() * 8); count > 0; count--) {
        changed[at()] = Math.floor(random() * 256);
      }
      return changed;
    }
  }
}

/** Reads a file that may be anything: as a table with its preprocessing, or as a refusal in words. */
async function outcome(format: TableFormat, bytes: Buffer): Promise<'read' | 'refused'> {
  try {
    const table = await openTable(format, bytesInput('x', bytes));
    const prepared = await prepareTable(table, { seed: 1 });
    expect(prepared.rows).toBeLessThanOrEqual(100_000);
    return 'read';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.clause).toMatch(/^(?:is|has|holds|unpacks|keeps|says) .{3,}/s);
    return 'refused';
  }
}

const csv = fixture('wine.csv').subarray(0, 4000);
const objects = Array.from({ length: 40 }, (_, i) => ({
  a: i,
  b: `text ${i}`,
  c: { d: i % 2 === 0 },
}));
const list = Buffer.from(JSON.stringify(objects));
const lines = Buffer.from(objects.map((one) => JSON.stringify(one)).join('\n'));

describe('hostile tables', () => {
  it.each<[string, TableFormat, Buffer, number]>([
    ['csv', 'csv', csv, 150],
    ['csv with quotes', 'csv', Buffer.from(csv.toString().replace(/^(\d+)/gm, '"$1"')), 80],
    ['csv in UTF-16', 'csv', Buffer.from(csv.toString(), 'utf16le'), 80],
    ['a JSON list', 'json', list, 100],
    ['JSON lines', 'json', lines, 100],
    ['xlsx', 'xlsx', fixture('values.xlsx'), 150],
    ['parquet', 'parquet', fixture('values-none.parquet'), 150],
    ['parquet, snappy', 'parquet', fixture('values-snappy.parquet'), 80],
    ['parquet, zstd', 'parquet', fixture('values-zstd.parquet'), 80],
    ['parquet, brotli', 'parquet', fixture('values-brotli.parquet'), 80],
    ['parquet, gzip', 'parquet', fixture('values-gzip.parquet'), 80],
    ['parquet, lz4', 'parquet', fixture('values-lz4.parquet'), 80],
    ['parquet, second version', 'parquet', fixture('values-v2.parquet'), 80],
  ])(
    '%s: every random mutation is read or refused in words',
    async (name, format, bytes, count) => {
      const random = seededUniform(name.length);
      const found = { read: 0, refused: 0 };
      for (let round = 0; round < count; round++) {
        const started = process.cpuUsage();
        found[await outcome(format, mutate(bytes, random))] += 1;
        // Of the processor, in microseconds: other programs do not count.
        const { user, system } = process.cpuUsage(started);
        expect(user + system, `round ${round}`).toBeLessThan(5e6);
      }
      expect(found.read + found.refused).toBe(count);
      // Of a damaged text there is always something to read; what is packed is known to be damaged.
      const isText = format === 'csv' || format === 'json';
      expect(isText ? found.read : found.refused).toBeGreaterThan(count / 3);
    },
  );

  it('the directory of a Parquet file alone, every byte of it', async () => {
    const bytes = fixture('values-none.parquet');
    const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    const random = seededUniform(7);
    let refused = 0;
    for (let at = footer; at < bytes.length; at += 3) {
      const changed = Buffer.from(bytes);
      changed[at] = Math.floor(random() * 256);
      if ((await outcome('parquet', changed)) === 'refused') refused += 1;
    }
    expect(refused).toBeGreaterThan(100);
  });

  it('the parts of a workbook, with checksums that match', async () => {
    const cells = (row: number): string =>
      `<row r="${row}"><c r="A${row}" t="inlineStr"><is><t>x${row}</t></is></c><c r="B${row}" s="1"><v>${row}</v></c></row>`;
    const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const namespace = 'http://schemas.openxmlformats.org/package/2006/relationships';
    const parts: Record<string, string> = {
      '[Content_Types].xml': '<Types/>',
      '_rels/.rels': `<Relationships xmlns="${namespace}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      'xl/workbook.xml': `<workbook xmlns:r="${relations}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${namespace}"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      'xl/worksheets/sheet1.xml': `<worksheet><dimension ref="A1:B9"/><sheetData>${[1, 2, 3, 4, 5].map(cells).join('')}</sheetData></worksheet>`,
    };
    const random = seededUniform(11);
    const names = Object.keys(parts);
    const found = { read: 0, refused: 0 };
    for (let round = 0; round < 150; round++) {
      const hurt = names[Math.floor(random() * names.length)];
      const entries = Object.entries(parts).map(([name, xml]) => {
        const data = Buffer.from(xml);
        return { name, data: name === hurt ? mutate(data, random) : data };
      });
      found[await outcome('xlsx', rawZip(entries))] += 1;
    }
    expect(found.read).toBeGreaterThan(10);
    expect(found.refused).toBeGreaterThan(10);
  });

  it('a line of two gigabytes', async () => {
    const filler = Buffer.alloc(mebibyte, 'x');
    const input = endless(function* () {
      yield Buffer.from('a,b\n1,2\n');
      for (let count = 0; count < 2048; count++) yield filler;
      yield Buffer.from('\n3,4\n');
    });
    const memory = await memoryDuring(async () => {
      const { rows, problems } = await readAll(await openTable('csv', input));
      expect(rows).toEqual([
        ['1', '2'],
        ['3', '4'],
      ]);
      expect(problems).toEqual([{ row: 3, reason: 'Line 3 is longer than 1 MiB.' }]);
    });
    expect(memory).toBeLessThan(300);
  });

  it('a first line of two gigabytes, with and without a million names, and a quote over all of it', async () => {
    const names = Buffer.from('name,'.repeat(200_000));
    for (const filler of [
      Buffer.alloc(mebibyte, 'x'),
      names,
      Buffer.from(`"${'y'.repeat(mebibyte)}`),
    ]) {
      const input = endless(function* () {
        for (let count = 0; count < 2048; count++) yield filler;
      });
      const memory = await memoryDuring(async () => {
        const refusal = await refusalOf('csv', input);
        expect(['unsupported', 'oversized', 'corrupt']).toContain(refusal.code);
      });
      expect(memory).toBeLessThan(300);
    }
  });

  it('a JSON list of one endless text, and one of a million names', async () => {
    const input = endless(function* () {
      yield Buffer.from('[{"a":1},{"a":"');
      for (let count = 0; count < 512; count++) yield Buffer.alloc(mebibyte, 'x');
    }, 'huge.json');
    const memory = await memoryDuring(async () => {
      const { rows, problems } = await readAll(await openTable('json', input));
      expect(rows).toEqual([[1]]);
      expect(problems).toEqual([
        { row: 2, reason: 'Object 2 is cut off: the file ends within it.' },
      ]);
    });
    expect(memory).toBeLessThan(300);
    const named = endless(function* () {
      yield Buffer.from('[');
      for (let count = 0; count < 1e6; count++) yield Buffer.from(`{"name ${count}":1},`);
    }, 'names.json');
    expect((await refusalOf('json', named)).clause).toMatch(
      /^has 10,001 columns; the limit is 10,000/,
    );
  });

  it('a million columns', async () => {
    const text = `${Array.from({ length: 1e5 }, (_, i) => `c${i}`).join(',')}\n`;
    const few = await refusalOf('csv', bytesInput('wide.csv', Buffer.from(text)));
    expect(few).toMatchObject({
      code: 'oversized',
      clause: 'has 100,000 columns; the limit is 10,000',
    });
    const many = `${'1,'.repeat(1e6)}1\n`.repeat(3);
    expect((await refusalOf('csv', bytesInput('wide.csv', Buffer.from(many)))).code).toMatch(
      /oversized|unsupported/,
    );
  });

  it('deep brackets and endless blanks', async () => {
    const deep = Buffer.from('['.repeat(900_000));
    expect((await refusalOf('json', bytesInput('deep.json', deep))).code).toBe('corrupt');
    const nested = Buffer.from(`[${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}]`);
    expect((await refusalOf('json', bytesInput('deep.json', nested))).code).toMatch(
      /corrupt|unsupported/,
    );
    const blanks = endless(function* () {
      for (let count = 0; count < 256; count++) yield Buffer.alloc(mebibyte, ' ');
    });
    expect((await refusalOf('csv', blanks)).code).toBe('empty');
  });

  it('names of the language itself', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
    const text = `${names.join(',')}\n${'1.5,2.5,3.5,4.5,a\n2.5,1.5,7.5,8.5,b\n'.repeat(30)}`;
    const table = await openTable('csv', bytesInput('x.csv', Buffer.from(text)));
    const { preprocessing } = await prepareTable(table, { seed: 1 });
    expect(preprocessing.columns.map(({ name }) => name)).toEqual(names);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((await readBytes('csv', text)).rows).toHaveLength(60);
  });
});
