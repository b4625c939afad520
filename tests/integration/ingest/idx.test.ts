import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { idxFile } from '../../fixtures/ingest/idx-files.ts';
import { importForTest } from '../../fixtures/ingest/import-folder.ts';
import { colourPicture, greyPicture } from '../../fixtures/ingest/pictures.ts';
import { temporaryFolder, writeFiles } from '../../fixtures/ingest/temporary-folder.ts';

const count = 300;
const greys = Buffer.concat(
  Array.from({ length: count }, (_, seed) => greyPicture(seed, 28, 28).pixels),
);
const grey = idxFile([count, 28, 28], greys);

describe('IDX files', () => {
  it.each(['train-images-idx3-ubyte', 'train-images-idx3-ubyte.gz'])('%s', async (name) => {
    const content = name.endsWith('.gz') ? gzipSync(grey) : grey;
    const folder = writeFiles(temporaryFolder(), { [name]: content });
    for (const input of [folder, path.join(folder, name)]) {
      const { result, pixelsOf } = await importForTest(input);
      expect(result.preprocessing).toMatchObject({ size: 28, channels: 1 });
      expect(result.samples).toHaveLength(count);
      expect(result.samples[42]).toMatchObject({
        path: 'train-images-idx3-ubyte#00042',
        source: path.join(folder, name),
        bytes: 784,
        format: 'idx',
        notes: [],
      });
      for (const index of [0, 42, 299]) {
        const pixels = pixelsOf(`train-images-idx3-ubyte#${String(index).padStart(5, '0')}`);
        expect(Buffer.compare(pixels, greyPicture(index, 28, 28).pixels)).toBe(0);
      }
    }
  });

  it('both forms side by side keep their names apart', async () => {
    const one = idxFile([2, 28, 28], greys.subarray(0, 2 * 784));
    const other = gzipSync(idxFile([2, 28, 28], greys.subarray(2 * 784, 4 * 784)));
    const folder = writeFiles(temporaryFolder(), { 'a-idx3-ubyte': one, 'a-idx3-ubyte.gz': other });
    const { result } = await importForTest(folder);
    expect(result.samples.map((sample) => sample.path)).toEqual([
      'a-idx3-ubyte#00000',
      'a-idx3-ubyte#00000 (2)',
      'a-idx3-ubyte#00001',
      'a-idx3-ubyte#00001 (2)',
    ]);
  });

  it('colour, four dimensions', async () => {
    const pixels = Buffer.concat([colourPicture(0).pixels, colourPicture(1).pixels]);
    const folder = writeFiles(temporaryFolder(), { 'x.idx': idxFile([2, 32, 32, 3], pixels) });
    const { result, pixelsOf } = await importForTest(folder);
    expect(result.preprocessing).toMatchObject({ size: 32, channels: 3 });
    expect(Buffer.compare(pixelsOf('x.idx#00001'), colourPicture(1).pixels)).toBe(0);
  });

  it.each([
    ['labels', idxFile([9], new Uint8Array(9)), 'unsupported'],
    ['vectors', idxFile([3, 3], new Uint8Array(9)), 'unsupported'],
    ['floats', idxFile([1, 2, 2], new Uint8Array(16), 0x0d), 'unsupported'],
    ['7 channels', idxFile([1, 2, 2, 7], new Uint8Array(28)), 'unsupported'],
    ['no images', idxFile([0, 28, 28], new Uint8Array(0)), 'empty'],
    ['no width', idxFile([1, 28, 0], new Uint8Array(0)), 'corrupt'],
    ['gigantic images', idxFile([1, 60_000, 60_000], new Uint8Array(9)), 'oversized'],
    ['four billion images', idxFile([0xffffffff, 28, 28], new Uint8Array(784)), 'oversized'],
    ['too few bytes', grey.subarray(0, grey.length - 1), 'truncated'],
    ['too many bytes', Buffer.concat([grey, Buffer.alloc(1)]), 'corrupt'],
    ['a cut header', grey.subarray(0, 10), 'truncated'],
    ['nothing', Buffer.alloc(0), 'empty'],
    ['cut gzip', gzipSync(grey).subarray(0, 9000), 'truncated'],
    ['damaged gzip', damaged(gzipSync(grey)), 'corrupt'],
    ['a wrong checksum', wrongChecksum(gzipSync(grey)), 'corrupt'],
    ['gzipped text', gzipSync('hello'), 'unsupported'],
  ])('with %s make one row', async (_, content, code) => {
    const gzip = content[0] === 0x1f;
    const name = `bad-idx3-ubyte${gzip ? '.gz' : ''}`;
    const folder = writeFiles(temporaryFolder(), { [name]: content, 'good.idx': grey });
    const { result } = await importForTest(folder);
    expect(result.samples).toHaveLength(count);
    expect(result.skipped).toMatchObject([{ path: name, code }]);
    expect(result.skipped[0]?.reason).toContain(name);
  });

  it('that unpack to too much are refused', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'big.idx.gz': gzipSync(grey),
      'good.idx': grey,
    });
    const { result } = await importForTest(folder, { limits: { maxGzipBytes: 1000 } });
    expect(result.skipped).toMatchObject([{ path: 'big.idx.gz', code: 'oversized' }]);
  });
});

function damaged(gzip: Buffer): Buffer {
  const copy = Buffer.from(gzip);
  copy.fill(0xff, 2000, 2100);
  return copy;
}

function wrongChecksum(gzip: Buffer): Buffer {
  const copy = Buffer.from(gzip);
  const at = copy.length - 8;
  copy.writeUInt32LE((copy.readUInt32LE(at) ^ 1) >>> 0, at);
  return copy;
}
