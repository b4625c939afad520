import { describe, expect, it } from 'vitest';
import { fixture, readBytes } from '../../../fixtures/ingest/tables/read-table.ts';

/** Written by pyarrow: `tests/fixtures/ingest/tables/make.py`. */
const codecs = ['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'v2'];

describe('tables of Parquet', () => {
  it.each(codecs)('are read, %s', async (codec) => {
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
});
