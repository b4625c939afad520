import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import wabt from 'wabt';
import { shrink } from '../../../main/ingest/pixels/lanczos.ts';
import { meanDifference } from '../../fixtures/ingest/import-folder.ts';
import { colourPicture, greyPicture } from '../../fixtures/ingest/pictures.ts';

const folder = new URL('../../../main/ingest/pixels/', import.meta.url);

test('lanczos.wasm is what lanczos.wat says: npm run build:wasm', async () => {
  const { parseWat } = await wabt();
  const text = readFileSync(new URL('lanczos.wat', folder), 'utf8');
  const { buffer } = parseWat('lanczos.wat', text, { simd: true }).toBinary({});
  expect(Buffer.compare(readFileSync(new URL('lanczos.wasm', folder)), buffer)).toBe(0);
});

test.each([
  [500, 400, 160, 128],
  [161, 90, 160, 90],
  [33, 700, 7, 150],
  [90, 90, 31, 30],
  [200, 100, 200, 31],
])('%i × %i to %i × %i is what libvips gives', async (width, height, toWidth, toHeight) => {
  for (const picture of [colourPicture(1, width, height), greyPicture(2, width, height)]) {
    const { pixels, channels } = picture;
    const raw = { width, height, channels };
    const theirs = await sharp(pixels, { raw })
      .resize(toWidth, toHeight, { fit: 'fill', kernel: 'lanczos3' })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer();
    const whole = { resizeWidth: toWidth, resizeHeight: toHeight, left: 0, top: 0 };
    const ours = shrink(
      { values: pixels, width, height, channels },
      { ...whole, width: toWidth, height: toHeight },
    );
    expect(meanDifference(ours, theirs)).toBeLessThan(1.5);
  }
});

test('a part is cut out of the whole, and one colour stays that colour', () => {
  const { pixels } = colourPicture(3, 120, 80);
  const bitmap = { values: pixels, width: 120, height: 80, channels: 3 };
  const whole = { resizeWidth: 60, resizeHeight: 40, left: 0, top: 0, width: 60, height: 40 };
  const all = shrink(bitmap, whole);
  const part = shrink(bitmap, { ...whole, left: 11, top: 5, width: 30, height: 20 });
  for (let y = 0; y < 20; y++) {
    const from = ((y + 5) * 60 + 11) * 3;
    expect([...part.subarray(y * 90, (y + 1) * 90)]).toEqual([...all.subarray(from, from + 90)]);
  }
  const white = shrink({ ...bitmap, values: new Uint8Array(pixels.length).fill(255) }, whole);
  expect(new Set(white)).toEqual(new Set([255]));
});
