import type { Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { readOrdinaryJpegHeader } from '../../../main/ingest/kinds/jpeg-header.ts';
import { asSharp, colourPicture, greyPicture } from '../../fixtures/ingest/pictures.ts';

const colour = (): Sharp => asSharp(colourPicture(1, 60, 40));

test('ordinary JPEG files are described without libvips', async () => {
  const files = [
    await colour().jpeg().toBuffer(),
    await colour().jpeg({ progressive: true }).toBuffer(),
  ];
  const ordinary = { format: 'jpeg', width: 60, height: 40, grey: false, rotated: false };
  for (const file of files) {
    expect(readOrdinaryJpegHeader(file)).toMatchObject(ordinary);
  }
  const grey = await asSharp(greyPicture(2, 30, 20))
    .jpeg()
    .toBuffer();
  expect(readOrdinaryJpegHeader(grey)).toMatchObject({ width: 30, height: 20, grey: true });
});

test('what is rotated, has a profile, is CMYK or cut off is left to libvips', async () => {
  const file = await colour().jpeg().toBuffer();
  const others = [
    await colour().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    await colour().withIccProfile('p3').jpeg().toBuffer(),
    await colour().toColourspace('cmyk').jpeg().toBuffer(),
    file.subarray(0, 100),
    file.subarray(0, 2),
    Buffer.concat([file.subarray(0, 2), Buffer.alloc(40, 0xff)]),
  ];
  for (const other of others) expect(readOrdinaryJpegHeader(other)).toBeNull();
});

test('Exif data are read in both byte orders, and damaged ones are not believed', async () => {
  const file = await colour().jpeg().toBuffer();
  const withExif = (tiff: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
    const head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return Buffer.concat([file.subarray(0, 2), head, body, file.subarray(2)]);
  };
  const little = (orientation: number): Buffer =>
    Buffer.from([73, 73, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
  const big = (orientation: number): Buffer =>
    Buffer.from([77, 77, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
  for (const tiff of [little, big]) {
    expect(readOrdinaryJpegHeader(withExif(tiff(1)))).toMatchObject({ width: 60 });
    expect(readOrdinaryJpegHeader(withExif(tiff(8)))).toBeNull();
    expect(readOrdinaryJpegHeader(withExif(tiff(1).subarray(0, 15)))).toBeNull();
  }
});
