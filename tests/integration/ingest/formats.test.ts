import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { SampleNote } from '../../../main/ingest/types.ts';
import { importForTest, meanDifference } from '../../fixtures/ingest/import-folder.ts';
import {
  asSharp,
  colourPicture,
  encodeBmp24,
  encoders,
  greyPicture,
  lossless,
} from '../../fixtures/ingest/pictures.ts';
import { temporaryFolder, writeFiles } from '../../fixtures/ingest/temporary-folder.ts';

const square = { size: 32, channels: 3, fit: 'cover' } as const;

/** Imports one file; its pixels and notes. */
async function importOne(
  name: string,
  content: Uint8Array,
  preprocessing: Parameters<typeof importForTest>[1] = { preprocessing: square },
): Promise<{ pixels: Uint8Array; notes: SampleNote[]; width: number; height: number }> {
  const folder = writeFiles(temporaryFolder(), { [name]: content });
  const { result, pixelsOf } = await importForTest(folder, preprocessing);
  const [sample] = result.samples;
  if (sample === undefined) throw new Error('nothing imported');
  return { ...sample, pixels: pixelsOf(name) };
}

describe('formats', () => {
  it.each(Object.keys(encoders))('%s', async (name) => {
    const picture = colourPicture(1);
    const file = await (encoders[name] ?? encodeBmp24Async)(picture);
    const { pixels, notes } = await importOne(`a.${name.split('-')[0]}`, file);
    expect(notes).toEqual([]);
    if (lossless.has(name)) expect(Buffer.compare(pixels, picture.pixels)).toBe(0);
    else expect(meanDifference(pixels, picture.pixels)).toBeLessThan(8);
  });

  it('grey PNG, JPEG and BMP become one channel, or three equal ones', async () => {
    const picture = greyPicture(2);
    const png = await asSharp(picture).png().toBuffer();
    const auto = await importOne('a.png', png, {});
    expect([...auto.pixels]).toEqual([...picture.pixels]);
    expect(auto.notes).toEqual([]);
    for (const [name, file] of [
      ['a.png', png],
      ['a.jpg', await asSharp(picture).jpeg({ quality: 100 }).toBuffer()],
      ['a.bmp', encodeBmp24(picture)],
    ] as const) {
      const { pixels, notes } = await importOne(name, file);
      expect(notes).toEqual(['grey']);
      expect(pixels[0]).toBe(pixels[1]);
      expect(
        meanDifference(
          pixels.filter((_, at) => at % 3 === 2),
          picture.pixels,
        ),
      ).toBeLessThan(2);
    }
  });

  it('colour becomes luma where the data set has one channel', async () => {
    const file = await sharp({
      create: { width: 32, height: 32, channels: 3, background: '#ff8000' },
    })
      .png()
      .toBuffer();
    const { pixels, notes } = await importOne('a.png', file, {
      preprocessing: { ...square, channels: 1 },
    });
    expect(notes).toEqual(['color-to-grey']);
    expect(new Set(pixels)).toEqual(new Set([Math.round(0.299 * 255 + 0.587 * 128)]));
  });

  it('transparency lies over the background', async () => {
    const pixels = new Uint8Array(32 * 32 * 4);
    for (let at = 0; at < pixels.length; at += 4) {
      pixels.set(at < pixels.length / 2 ? [200, 100, 0, 255] : [200, 100, 0, 0], at);
    }
    for (const encode of ['png', 'webp', 'tiff'] as const) {
      const file = await sharp(pixels, { raw: { width: 32, height: 32, channels: 4 } })
        [encode]({ lossless: true, compression: 'lzw' } as object)
        .toBuffer();
      const imported = await importOne(`a.${encode}`, file, {
        preprocessing: { ...square, background: [0, 0, 255] },
      });
      expect(imported.notes).toEqual(['alpha']);
      expect([...imported.pixels.subarray(0, 3)]).toEqual([200, 100, 0]);
      expect([...imported.pixels.subarray(-3)]).toEqual([0, 0, 255]);
    }
    const opaque = await sharp(pixels.fill(255), { raw: { width: 32, height: 32, channels: 4 } })
      .png()
      .toBuffer();
    expect((await importOne('a.png', opaque)).notes).toEqual(['grey']);
  });

  it('12-bit micrographs in 16 bits come out with one range for the whole data set', async () => {
    const ramp = (low: number, high: number): Uint16Array =>
      Uint16Array.from({ length: 1024 }, (_, at) => Math.round(low + ((high - low) * at) / 1023));
    const encode = async (values: Uint16Array, format: 'png' | 'tiff'): Promise<Buffer> =>
      await sharp(values, { raw: { width: 32, height: 32, channels: 1 } })
        .toColourspace('grey16')
        [format]({ compression: 'lzw' } as object)
        .toBuffer();
    const folder = writeFiles(temporaryFolder(), {
      'dark.tif': await encode(ramp(100, 1100), 'tiff'),
      'bright.png': await encode(ramp(2100, 4100), 'png'),
      'eight.png': await asSharp(greyPicture(1)).png().toBuffer(),
    });
    const { result, pixelsOf } = await importForTest(folder);
    expect(result.preprocessing).toMatchObject({ channels: 1, sixteenBitRange: [100, 4100] });
    expect(result.summary.notes).toEqual({ '16-bit': 2 });
    const dark = pixelsOf('dark.tif');
    expect([dark[0], dark.at(-1)]).toEqual([0, 64]);
    const bright = pixelsOf('bright.png');
    expect([bright[0], bright.at(-1)]).toEqual([128, 255]);
    expect([...pixelsOf('eight.png')]).toEqual([...greyPicture(1).pixels]);
  });

  it('16-bit colour with transparency', async () => {
    const values = new Uint16Array(32 * 32 * 4);
    for (let at = 0; at < values.length; at += 4)
      values.set([4000, 2000, 0, at < 2048 ? 65535 : 0], at);
    const file = await sharp(values, { raw: { width: 32, height: 32, channels: 4 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    const { pixels, notes } = await importOne('a.png', file, {
      preprocessing: { ...square, background: [10, 20, 30] },
    });
    expect(notes).toEqual(['alpha', '16-bit']);
    expect([...pixels.subarray(0, 3)]).toEqual([255, 128, 0]);
    expect([...pixels.subarray(-3)]).toEqual([10, 20, 30]);
  });

  it('CMYK JPEG', async () => {
    const red = sharp({ create: { width: 40, height: 40, channels: 3, background: '#e02020' } });
    const file = await red.toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    const { pixels, notes } = await importOne('a.jpg', file);
    expect(notes).toEqual(['cmyk']);
    const [r = 0, g = 0, b = 0] = pixels;
    expect(r).toBeGreaterThan(180);
    expect(Math.max(g, b)).toBeLessThan(90);
  });

  it('palette PNG', async () => {
    const picture = colourPicture(3);
    const file = await asSharp(picture).png({ palette: true, dither: 0 }).toBuffer();
    const { pixels, notes } = await importOne('a.png', file);
    expect(notes).toEqual(['palette']);
    expect(meanDifference(pixels, picture.pixels)).toBeLessThan(16);
  });

  it.each([3, 6, 8])('EXIF orientation %i', async (orientation) => {
    const angle = { 3: 180, 6: 90, 8: 270 }[orientation] ?? 0;
    const picture = colourPicture(4, 48, 32);
    const stored = await asSharp(picture).png().toBuffer();
    const upright = await sharp(stored).rotate(angle).resize(32, 32).raw().toBuffer();
    const file = await sharp(stored)
      .withMetadata({ orientation })
      .jpeg({ quality: 100 })
      .toBuffer();
    const { pixels, notes, width } = await importOne('a.jpg', file);
    expect(notes).toEqual(['exif-rotated', 'cropped']);
    expect(width).toBe(orientation === 3 ? 48 : 32);
    expect(meanDifference(pixels, upright)).toBeLessThan(4);
  });

  it('the first frame of an animation and the first page of a TIFF', async () => {
    const frames = Buffer.concat([colourPicture(5).pixels, colourPicture(6).pixels]);
    const both = sharp(frames, { raw: { width: 32, height: 64, channels: 3, pageHeight: 32 } });
    const gif = await both.clone().gif({ dither: 0 }).toBuffer();
    const first = await importOne('a.gif', gif);
    expect(first.notes).toEqual(['first-frame']);
    expect(first.height).toBe(32);
    expect(meanDifference(first.pixels, colourPicture(5).pixels)).toBeLessThan(16);
    const webp = await both.clone().webp({ lossless: true }).toBuffer();
    expect((await importOne('a.webp', webp)).notes).toEqual(['first-frame']);
    const tiff = await both.clone().tiff({ compression: 'none' }).toBuffer();
    const page = await importOne('a.tif', tiff);
    expect(page.notes).toEqual(['first-page']);
    expect(Buffer.compare(page.pixels, colourPicture(5).pixels)).toBe(0);
  });

  it('wildly different sizes and shapes', async () => {
    const folder = temporaryFolder();
    const shapes = [
      [1, 1],
      [3, 700],
      [5000, 40],
      [700, 500],
      [31, 33],
    ] as const;
    for (const [width, height] of shapes) {
      const file = await asSharp(colourPicture(width, width, height))
        .png()
        .toBuffer();
      writeFiles(folder, { [`${width}x${height}.png`]: file });
    }
    for (const fit of ['cover', 'contain', 'stretch'] as const) {
      const { result } = await importForTest(folder, { preprocessing: { ...square, fit } });
      expect(result.samples).toHaveLength(shapes.length);
      expect(result.skipped).toEqual([]);
      const notes = result.samples.map((sample) => sample.notes.join());
      const changed = { cover: 'cropped', contain: 'padded', stretch: 'stretched' }[fit];
      expect(notes.filter((one) => one.includes(changed)).length).toBeGreaterThanOrEqual(3);
      expect(result.summary).toMatchObject({ width: [1, 31, 5000], height: [1, 40, 700] });
    }
  });

  it('contain puts the picture in the middle of bars of the background', async () => {
    const file = await sharp({
      create: { width: 64, height: 32, channels: 3, background: '#00ff00' },
    })
      .png()
      .toBuffer();
    const { pixels } = await importOne('a.png', file, {
      preprocessing: { ...square, fit: 'contain', background: [9, 8, 7] },
    });
    const at = (x: number, y: number): number[] => [
      ...pixels.subarray((y * 32 + x) * 3, (y * 32 + x) * 3 + 3),
    ];
    expect([at(16, 7), at(16, 8), at(16, 23), at(16, 24)]).toEqual([
      [9, 8, 7],
      [0, 255, 0],
      [0, 255, 0],
      [9, 8, 7],
    ]);
  });

  it('JPEG with stray bytes between its segments, as some cameras write it', async () => {
    const file = await asSharp(colourPicture(8)).jpeg({ quality: 95 }).toBuffer();
    const stray = Buffer.concat([file.subarray(0, -2), Buffer.alloc(5, 1), file.subarray(-2)]);
    const plain = await importOne('a.jpg', file);
    expect([...(await importOne('a.jpg', stray)).pixels]).toEqual([...plain.pixels]);
  });

  it('an image under a wrong extension is imported with a note', async () => {
    const png = await asSharp(colourPicture(7)).png().toBuffer();
    for (const name of ['a.jpg', 'a.txt', 'a.bmp']) {
      expect((await importOne(name, png)).notes).toEqual(['wrong-extension']);
    }
    expect((await importOne('IMG_0001', png)).notes).toEqual([]);
  });
});

async function encodeBmp24Async(picture: Parameters<typeof encodeBmp24>[0]): Promise<Buffer> {
  return await Promise.resolve(encodeBmp24(picture));
}
