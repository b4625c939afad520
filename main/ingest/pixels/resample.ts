import { type Bitmap, bitmapOf, pipelineOf } from './bitmap.ts';
import { maxShrinkBytes, shrink } from './lanczos.ts';
import type { Cut } from './place-picture.ts';

/**
 * Scales a bitmap and cuts a part out of it. Opaque 8-bit pictures that become smaller, which are most, are
 * scaled here: starting libvips takes longer (0.9 ms) than scaling what `decodeOnce` gives.
 */
export async function resample(bitmap: Bitmap, target: Cut): Promise<Bitmap> {
  const { resizeWidth, resizeHeight, left, top, width, height } = target;
  const sameSize = bitmap.width === resizeWidth && bitmap.height === resizeHeight;
  if (sameSize && width === resizeWidth && height === resizeHeight) return bitmap;
  const { values, channels } = bitmap;
  const smaller = resizeWidth <= bitmap.width && resizeHeight <= bitmap.height;
  const plain = values instanceof Uint8Array && (channels === 1 || channels === 3);
  if (plain && smaller && values.length <= maxShrinkBytes) {
    return { values: shrink({ ...bitmap, values }, target), width, height, channels };
  }
  let pipeline = pipelineOf(bitmap);
  if (!sameSize) {
    // `fill` with these exact sides; sharp maps Lanczos-3 to cubic when enlarging.
    pipeline = pipeline.resize(resizeWidth, resizeHeight, { fit: 'fill', kernel: 'lanczos3' });
  }
  return await bitmapOf(pipeline.extract({ left, top, width, height }), {
    oneChannel: channels === 1,
    sixteenBit: values instanceof Uint16Array,
  });
}
