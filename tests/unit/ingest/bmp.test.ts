import { describe, expect, it } from 'vitest';
import { bmp } from '../../../main/ingest/kinds/bmp.ts';
import { defaultLimits } from '../../../main/ingest/limits.ts';
import { bmpHeader, colourPicture, encodeBmp24 } from '../../fixtures/ingest/pictures.ts';

async function decode(file: Buffer): Promise<{ channels: number; pixels: number[] }> {
  const header = await bmp.readHeader(file, 'bmp', defaultLimits);
  const opened = bmp.open(file, header, defaultLimits, false);
  if (!('raw' in opened)) throw new Error('BMP pixels are raw');
  return { channels: opened.raw.channels, pixels: [...opened.raw.pixels] };
}

/** Blue, green, red, unused: entries of a palette. */
function palette(...colours: [red: number, green: number, blue: number][]): Buffer {
  return Buffer.from(colours.flatMap(([red, green, blue]) => [blue, green, red, 0]));
}

const red: [number, number, number] = [255, 0, 0];
const blue: [number, number, number] = [0, 0, 255];

describe('BMP', () => {
  it('reads 24 bits with padded rows, last row first', async () => {
    const picture = colourPicture(1, 5, 3);
    expect((await decode(encodeBmp24(picture))).pixels).toEqual([...picture.pixels]);
  });

  it('reads top-down files', async () => {
    const picture = colourPicture(1, 4, 2);
    const file = encodeBmp24({ ...picture, pixels: picture.pixels });
    const flipped = Buffer.from(file);
    flipped.writeInt32LE(-2, 22);
    file.copy(flipped, 54, 66, 78);
    file.copy(flipped, 66, 54, 66);
    expect((await decode(flipped)).pixels).toEqual([...picture.pixels]);
  });

  it.each([
    [1, [0b01100000]],
    [4, [0x01, 0x10]],
    [8, [0, 1, 1, 0]],
  ])('reads %i bits through the palette', async (bits, row) => {
    const file = bmpHeader({ width: 4, height: 1, bits, table: palette(red, blue), dataBytes: 4 });
    // The palette of fewer colours than the bits allow says so.
    file.writeUInt32LE(2, 46);
    file.set(row, 62);
    expect(await decode(file)).toEqual({
      channels: 3,
      pixels: [...red, ...blue, ...blue, ...red],
    });
  });

  it('gives one channel for a palette of greys', async () => {
    const table = palette([0, 0, 0], [255, 255, 255]);
    const file = bmpHeader({ width: 2, height: 1, bits: 1, table, dataBytes: 4 });
    file[62] = 0b01000000;
    expect(await decode(file)).toEqual({ channels: 1, pixels: [0, 255] });
  });

  it('reads 16 bits, 5-5-5 and masked 5-6-5', async () => {
    const plain = bmpHeader({ width: 2, height: 1, bits: 16, dataBytes: 4 });
    plain.writeUInt16LE(0x7c00, 54);
    plain.writeUInt16LE(0x001f, 56);
    expect((await decode(plain)).pixels).toEqual([...red, ...blue]);
    const table = Buffer.alloc(12);
    for (const [index, mask] of [0xf800, 0x07e0, 0x001f].entries()) {
      table.writeUInt32LE(mask, index * 4);
    }
    const masked = bmpHeader({
      width: 2,
      height: 1,
      bits: 16,
      compression: 3,
      table,
      dataBytes: 4,
    });
    masked.writeUInt16LE(0xf800, 66);
    masked.writeUInt16LE(0x07e0, 68);
    expect((await decode(masked)).pixels).toEqual([...red, 0, 255, 0]);
  });

  it('ignores the unused byte of plain 32 bits', async () => {
    const file = bmpHeader({ width: 1, height: 1, bits: 32, dataBytes: 4 });
    file.set([1, 2, 3, 99], 54);
    expect(await decode(file)).toEqual({ channels: 3, pixels: [3, 2, 1] });
  });

  it('reads alpha where a mask declares it, and takes all zeros for opaque', async () => {
    const table = Buffer.alloc(16);
    for (const [index, mask] of [0xff0000, 0xff00, 0xff, 0xff000000].entries()) {
      table.writeUInt32LE(mask, index * 4);
    }
    const file = bmpHeader({ width: 2, height: 1, bits: 32, compression: 6, table, dataBytes: 8 });
    file.set([1, 2, 3, 128, 4, 5, 6, 255], 70);
    expect((await decode(file)).pixels).toEqual([3, 2, 1, 128, 6, 5, 4, 255]);
    file.set([1, 2, 3, 0, 4, 5, 6, 0], 70);
    expect((await decode(file)).pixels).toEqual([3, 2, 1, 255, 6, 5, 4, 255]);
  });

  it('reads the 12-byte header of OS/2', async () => {
    const file = Buffer.alloc(14 + 12 + 4);
    file.write('BM', 0, 'latin1');
    file.writeUInt32LE(26, 10);
    file.writeUInt32LE(12, 14);
    for (const [index, value] of [1, 1, 1, 24].entries()) file.writeUInt16LE(value, 18 + index * 2);
    file.set([255, 0, 0], 26);
    expect((await decode(file)).pixels).toEqual(blue);
  });

  it.each([
    ['RLE8', { bits: 8, compression: 1 }, 'unsupported', 'run-length'],
    ['RLE4', { bits: 4, compression: 2 }, 'unsupported', 'run-length'],
    ['an embedded PNG', { bits: 24, compression: 5 }, 'unsupported', 'PNG'],
    ['7 bits a pixel', { bits: 7 }, 'corrupt', '7 bits'],
    ['no width', { width: 0 }, 'corrupt', '0 × 2'],
    ['missing pixels', { dataBytes: 3 }, 'truncated', 'missing'],
    ['a gigantic size', { width: 19_000, height: 19_000 }, 'oversized', 'megapixels'],
  ])('refuses %s', async (_, change, code, clause) => {
    const file = bmpHeader({ width: 2, height: 2, bits: 24, dataBytes: 16, ...change });
    await expect(bmp.readHeader(file, 'bmp', defaultLimits)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(clause),
    });
  });

  it('does not take text that begins with BM for an image', () => {
    expect(bmp.sniff(Buffer.from('BMW makes cars and motorcycles'))).toBeNull();
  });
});
