import type { ImageHeader, Picture } from '../kinds/kind.ts';
import { type Bitmap, bitmapOf } from './bitmap.ts';
import { type Placement, uncut } from './place-picture.ts';
import { placeThumbnail } from './place-thumbnail.ts';
import { resample } from './resample.ts';

/**
 * The pack must not be made of anything less than a third larger than itself: scaling down in two steps
 * softens what is near the limit of the first one.
 */
const margin = 4 / 3;
/** Above this scale the picture is taken as it is: one step is better than two. */
const littleScaled = 0.75;

/**
 * Decodes a picture once, as small as both its packed pixels and its thumbnail allow: libvips then need not
 * keep, and for JPEG not even compute, most of the pixels. The same whether or not a thumbnail is wanted,
 * so that a prediction sees the very pixels of an import.
 */
export async function decodeOnce(
  picture: Picture,
  header: ImageHeader,
  placement: Placement,
): Promise<Bitmap> {
  const { width, height } = header;
  const packScale = Math.max(placement.resizeWidth / width, placement.resizeHeight / height);
  const thumbnail = placeThumbnail(width, height);
  const scale = Math.max(thumbnail.scale, margin * packScale);
  if (scale > littleScaled) return await wholePicture(picture, header);
  const size =
    scale === thumbnail.scale
      ? thumbnail
      : { width: Math.round(width * scale), height: Math.round(height * scale) };
  if ('raw' in picture) return await resample(rawBitmap(picture.raw), uncut(size));
  const quick = picture.quick();
  if (quick !== null) return await resample(rawBitmap(quick), uncut(size));
  return await bitmapOf(
    picture.sharp().resize(size.width, size.height, { fit: 'fill', kernel: 'lanczos3' }),
    depthOf(header),
  );
}

async function wholePicture(picture: Picture, header: ImageHeader): Promise<Bitmap> {
  return 'raw' in picture
    ? rawBitmap(picture.raw)
    : await bitmapOf(picture.sharp(), depthOf(header));
}

function rawBitmap({ pixels, ...size }: Extract<Picture, { raw: unknown }>['raw']): Bitmap {
  return { ...size, values: pixels };
}

function depthOf({ grey, hasAlpha, sixteenBit }: ImageHeader): {
  oneChannel: boolean;
  sixteenBit: boolean;
} {
  return { oneChannel: grey && !hasAlpha, sixteenBit };
}
