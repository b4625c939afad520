import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codecs } from '../../../../main/ingest/tables/parquet-codecs.ts';
import { fixture, readBytes } from '../../../fixtures/ingest/tables/read-table.ts';

/** Written by pyarrow: `tests/fixtures/ingest/tables/make.py`. */
const written = ['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'v2'];

describe('tables of Parquet', () => {
  it.each(written)('are read, %s', async (codec) => {
    const { table, rows, places, problems } = await readBytes(
      'parquet',
      fixture(`values-${codec}.parquet`),
    );
    expect(table.columns).toEqual(['name', 'amount', 'good', 'when', 'colour', 'count', 'price']);
    expect(table.notes).toEqual(['"list" holds lists or nested values, which are left out.']);
    expect(rows).toHaveLength(40);
    expect(rows[0]).toEqual([
      'item 0',
      null,
      true,
      new Date('2020-01-01T12:30:00Z'),
      'red',
      0,
      null,
    ]);
    expect(rows[39]).toEqual([
      'item 39',
      55.5,
      true,
      new Date('2020-02-09T12:30:00Z'),
      null,
      39,
      3800,
    ]);
    expect([places[0], places.at(-1), problems]).toEqual([1, 40, []]);
  });

  it('are refused beyond the limits, before anything is unpacked', async () => {
    const file = fixture('values-snappy.parquet');
    for (const limits of [
      { maxRows: 39 },
      { maxColumns: 6 },
      { maxRowGroupCells: 100 },
      { maxRowGroupBytes: 500 },
      { maxParquetFooterBytes: 1000 },
    ]) {
      await expect(
        readBytes('parquet', file, { limits }),
        JSON.stringify(limits),
      ).rejects.toMatchObject({ code: 'oversized' });
    }
  });

  it('are refused when they are cut off', async () => {
    const file = fixture('values-none.parquet');
    for (const length of [0, 3, 11, 100, file.length - 1]) {
      const code = length === 0 ? 'empty' : 'truncated';
      await expect(
        readBytes('parquet', file.subarray(0, length)),
        String(length),
      ).rejects.toMatchObject({ code });
    }
  });

  it('are refused when they say that they have other rows', async () => {
    const file = Buffer.from(fixture('values-none.parquet'));
    // The number of rows of the file: field 3, an i64, 40 as a zigzag varint; the schema is before it.
    const at = file.lastIndexOf(Buffer.from([0x16, 80]), file.length - 8);
    const footer = file.length - 8 - file.readUInt32LE(file.length - 8);
    expect(at).toBeGreaterThan(footer);
    file[at + 1] = 82;
    await expect(readBytes('parquet', file)).rejects.toMatchObject({
      code: 'corrupt',
      message: 'is damaged: it says that it has 41 rows, but its groups have 40',
    });
  });

  it('are refused when a page leads back, or a run goes on behind its end', async () => {
    const second = Buffer.from(fixture('values-v2.parquet'));
    second[207] = 253; // found by a random mutation: levels of −127 bytes, over which hyparquet never ends
    await expect(readBytes('parquet', second)).rejects.toMatchObject({
      code: 'corrupt',
      message: 'is a damaged Parquet file (its levels are longer than it)',
    });
    const first = Buffer.from(fixture('values-none.parquet'));
    const levels = first.indexOf(Buffer.from([2, 0, 0, 0, 16 << 1, 1])); // sixteen times "there"
    expect(levels).toBeGreaterThan(0);
    first[levels + 4] = 17 << 1;
    await expect(readBytes('parquet', first)).rejects.toMatchObject({
      code: 'corrupt',
      message: 'is a damaged Parquet file (a run in it goes on behind its end)',
    });
  });

  it.each([
    ['GZIP', gzipSync],
    ['ZSTD', zstdCompressSync],
    ['BROTLI', brotliCompressSync],
  ] as const)('unpack no more than a page says it has, %s', (codec, compress) => {
    const bomb = compress(Buffer.alloc(16 * 1024 * 1024));
    expect(() => codecs[codec]?.(bomb, 1000)).toThrow(/larger than 1000 bytes|maxOutputLength/);
    const good = compress(Buffer.from('seven77'));
    expect(Buffer.from(codecs[codec]?.(good, 7) ?? []).toString()).toBe('seven77');
  });
});
