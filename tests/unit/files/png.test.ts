import sharp from 'sharp';
import { expect, test } from 'vitest';
import { encodePng } from '../../../main/files/png.ts';

test.each([
  [1, 5, 7],
  [3, 9, 4],
  [3, 1, 1],
] as const)(
  'a PNG of %i channels, %i × %i, gives its pixels back',
  async (channels, height, width) => {
    const pixels = Uint8Array.from({ length: height * width * channels }, (_, i) => (i * 37) % 256);
    const png = await encodePng(pixels, { height, width, channels });
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ height, width });
    const every = Array.from(data).filter((_, i) => i % info.channels < channels);
    expect(every).toEqual(Array.from(pixels));
  },
);

test('pixels that do not fill the picture are refused', async () => {
  await expect(encodePng(new Uint8Array(5), { height: 2, width: 3, channels: 1 })).rejects.toThrow(
    RangeError,
  );
});
