import { describe, expect, it } from 'vitest';
import {
  checkPreprocessing,
  chooseSize,
  sampleEvenly,
} from '../../../main/ingest/choose-preprocessing.ts';
import { flatten } from '../../../main/ingest/pixels/flatten.ts';
import { placePicture } from '../../../main/ingest/pixels/place-picture.ts';

const white = { background: [255, 255, 255], sixteenBitRange: null } as const;

describe('chooseSize', () => {
  it.each([
    [[8], 28],
    [[28], 28],
    [[29], 32],
    [[10, 40, 1000], 48],
    [[96], 96],
    [[97, 3000], 96],
  ])('median of %j → %i', (sides, size) => {
    expect(chooseSize(new Map(sides.map((side) => [side, 1])))).toBe(size);
  });
});

describe('sampleEvenly', () => {
  it('takes first and last and is spaced evenly', () => {
    const items = Array.from({ length: 101 }, (_, index) => index);
    expect(sampleEvenly(items, 5)).toEqual([0, 25, 50, 75, 100]);
    expect(sampleEvenly([1, 2], 5)).toEqual([1, 2]);
  });
});

describe('checkPreprocessing', () => {
  it.each([
    { size: 7 },
    { size: 32.5 },
    { size: 5000 },
    { background: [0, 0, 256] as const },
    { sixteenBitRange: [10, 10] as const },
  ])('refuses %j', (asked) => {
    expect(() => checkPreprocessing(asked)).toThrow(expect.objectContaining({ code: 'bad-usage' }));
  });
});

describe('placePicture', () => {
  it('cuts the middle out for cover', () => {
    expect(placePicture(200, 100, { size: 50, fit: 'cover' })).toEqual({
      resizeWidth: 100,
      resizeHeight: 50,
      left: 25,
      top: 0,
      width: 50,
      height: 50,
      notes: ['cropped'],
    });
  });

  it('keeps all of it for contain and fills the square for stretch', () => {
    const contained = placePicture(200, 100, { size: 50, fit: 'contain' });
    expect(contained).toMatchObject({ width: 50, height: 25, notes: ['padded'] });
    const stretched = placePicture(200, 100, { size: 50, fit: 'stretch' });
    expect(stretched).toMatchObject({ resizeWidth: 50, resizeHeight: 50, notes: ['stretched'] });
  });

  it('says what happened only where it matters', () => {
    expect(placePicture(105, 100, { size: 50, fit: 'cover' }).notes).toEqual([]);
    expect(placePicture(20, 20, { size: 50, fit: 'cover' }).notes).toEqual(['upscaled']);
    expect(placePicture(1, 5000, { size: 32, fit: 'contain' })).toMatchObject({ width: 1 });
  });
});

describe('flatten', () => {
  it('maps 16-bit values linearly and clips them', () => {
    const values = Uint16Array.from([900, 1000, 2000, 3000, 4000]);
    const range = { ...white, sixteenBitRange: [1000, 3000] } as const;
    const flat = flatten({ values, channels: 1 }, range);
    expect([...flat.pixels]).toEqual([0, 0, 128, 255, 255]);
    expect(flat.valueRange).toEqual([900, 4000]);
  });

  it('lays transparency over the background', () => {
    const values = Uint8Array.from([255, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 51]);
    const flat = flatten({ values, channels: 4 }, { ...white, background: [0, 100, 200] });
    expect([...flat.pixels]).toEqual([255, 0, 0, 0, 100, 200, 0, 80, 160]);
    expect(flat).toMatchObject({ transparent: true, grey: false, channels: 3 });
  });

  it('takes coloured pixels that cannot be seen for grey', () => {
    const values = Uint8Array.from([9, 9, 9, 255, 255, 0, 0, 0]);
    expect(flatten({ values, channels: 4 }, white).grey).toBe(true);
    expect(flatten({ values: Uint8Array.from([9, 9, 30]), channels: 3 }, white).grey).toBe(false);
    expect(flatten({ values: Uint8Array.from([9, 12, 14]), channels: 3 }, white).grey).toBe(true);
  });
});
