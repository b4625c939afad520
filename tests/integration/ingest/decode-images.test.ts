import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DecodedImage, decodeImages } from '../../../main/ingest/decode-images.ts';
import type { ImagePreprocessing, SkippedFile } from '../../../main/ingest/types.ts';
import { idxFile } from '../../fixtures/ingest/idx-files.ts';
import { importForTest } from '../../fixtures/ingest/import-folder.ts';
import { asSharp, colourPicture, greyPicture } from '../../fixtures/ingest/pictures.ts';
import { temporaryFolder, writeFiles } from '../../fixtures/ingest/temporary-folder.ts';
import { rawZip } from '../../fixtures/ingest/zips.ts';

const preprocessing: ImagePreprocessing = {
  size: 32,
  channels: 3,
  fit: 'cover',
  background: [255, 255, 255],
  sixteenBitRange: null,
};
let folder = '';
let png: Buffer[] = [];

beforeAll(async () => {
  png = await Promise.all(
    [0, 1, 2].map((seed) =>
      asSharp(colourPicture(seed, 60, 50))
        .png()
        .toBuffer(),
    ),
  );
});

function collection(): string {
  folder = writeFiles(temporaryFolder(), {
    'a.png': png[0] ?? '',
    'bad.png': 'no image',
    'notes.txt': 'ignored',
    'more.zip': rawZip([{ name: 'b.png', data: png[1] ?? Buffer.alloc(0) }, { name: '../c.png' }]),
    'x.idx': idxFile([2, 32, 32], Buffer.concat([greyPicture(0).pixels, greyPicture(1).pixels])),
  });
  return folder;
}

async function decodeAll(
  ...[files, options]: [Parameters<typeof decodeImages>[0], Parameters<typeof decodeImages>[2]?]
): Promise<(DecodedImage | SkippedFile)[]> {
  const all: (DecodedImage | SkippedFile)[] = [];
  for await (const one of decodeImages(files, preprocessing, options)) all.push(one);
  return all;
}

describe('decodeImages', () => {
  it('gives the very pixels that an import gives, from folders, zips and IDX files', async () => {
    const results = await decodeAll([collection()]);
    const decoded = results.filter((one) => 'pixels' in one);
    const { pixelsOf, result } = await importForTest(folder, { preprocessing });
    expect(decoded.map((one) => one.path).sort()).toEqual(result.samples.map((one) => one.path));
    for (const { path, pixels } of decoded) {
      expect(Buffer.compare(pixels, pixelsOf(path))).toBe(0);
    }
    const skipped = results.filter((one) => 'code' in one).map(({ path, code }) => [path, code]);
    expect(skipped.sort()).toEqual([
      ['bad.png', 'not-an-image'],
      ['more.zip/../c.png', 'unsafe-path'],
    ]);
  });

  it('takes files as they come, twice if they come twice', async () => {
    const file = path.join(collection(), 'a.png');
    async function* files(): AsyncGenerator<string> {
      yield file;
      yield await Promise.resolve(file);
    }
    const results = await decodeAll(files());
    expect(results.map((one) => one.path)).toEqual(['a.png', 'a (2).png']);
  });

  it('can be stopped from both sides', async () => {
    for await (const one of decodeImages([collection()], preprocessing)) {
      expect(one.path).toBe('a.png');
      break;
    }
    const cancelled = decodeAll([folder], { signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    await expect(decodeAll(['/nowhere'])).rejects.toMatchObject({ code: 'not-found' });
  });
});
