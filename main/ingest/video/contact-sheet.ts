import { sheetGrid } from '../../../shared/contact-sheet.ts';
import { encodePng } from '../../files/encode-png.ts';
import { encodeQuickly } from '../kinds/quick-jpeg.ts';
import { uncut } from '../pixels/place-picture.ts';
import { resample } from '../pixels/resample.ts';

/** Of a frame on a sheet, pixels. */
const largestFrame = 80;
const quality = 80;
/** Up to this area of a frame, lossless: a blurred small frame is of no use. */
const losslessArea = 40 * 40;

/**
 * The frames of a clip on one picture, as they are trained on: a JPEG, or a PNG where frames are small.
 * @param frames uint8 `[size, size, channels]` each
 */
export async function contactSheet(
  frames: readonly Uint8Array[],
  size: number,
  channels: 1 | 3,
): Promise<Uint8Array> {
  const side = Math.min(size, largestFrame);
  const { rows, columns } = sheetGrid(frames.length);
  const [width, height] = [columns * side, rows * side];
  const pixels = new Uint8Array(width * height * channels);
  for (const [at, frame] of frames.entries()) {
    const whole = { values: frame, width: size, height: size, channels };
    const { values } = await resample(whole, uncut({ width: side, height: side }));
    const [top, left] = [Math.floor(at / columns) * side, (at % columns) * side];
    for (let y = 0; y < side; y++) {
      const row = values.subarray(y * side * channels, (y + 1) * side * channels) as Uint8Array;
      pixels.set(row, ((top + y) * width + left) * channels);
    }
  }
  const picture = { pixels, width, height, channels };
  const jpeg = side * side <= losslessArea ? null : encodeQuickly(picture, quality);
  return jpeg ?? encodePng(pixels, { width, height, channels });
}
