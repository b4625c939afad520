import type { ImageHeader, Picture } from '../kinds/kind.ts';
import type { ImagePreprocessing, SampleNote } from '../types.ts';
import { decodeOnce } from './decode-once.ts';
import { encodeThumbnail } from './encode-thumbnail.ts';
import { type FlatImage, flatten } from './flatten.ts';
import { greyOf, luma } from './luma.ts';
import { type Placement, placePicture } from './place-picture.ts';
import { resample } from './resample.ts';

export interface FittedImage {
  /** uint8 `[size, size, channels]`. */
  pixels: Uint8Array;
  /** JPEG or PNG; `null` unless wanted. */
  thumbnail: Uint8Array | null;
  notes: SampleNote[];
  /** No pixel is coloured. */
  grey: boolean;
  valueRange: [low: number, high: number] | null;
}

/** Decodes a picture to the size and channels of the data set, and to a thumbnail where one is wanted. */
export async function fitImage(
  picture: Picture,
  header: ImageHeader,
  preprocessing: ImagePreprocessing,
  { thumbnails }: { thumbnails: boolean },
): Promise<FittedImage> {
  const placement = placePicture(header.width, header.height, preprocessing);
  const bitmap = await decodeOnce(picture, header, placement);
  const flat = flatten(await resample(bitmap, placement), preprocessing);
  const notes = notesOf(header, placement, preprocessing, flat);
  const { size, channels } = preprocessing;
  const placed =
    placement.width === size && placement.height === size
      ? flat.pixels
      : pasted(flat.pixels, placement, preprocessing);
  return {
    pixels: channels === 1 ? greyOf(placed, flat.channels) : rgbOf(placed, flat.channels),
    thumbnail: thumbnails ? await encodeThumbnail(bitmap, header, preprocessing) : null,
    notes,
    grey: flat.grey,
    valueRange: flat.valueRange,
  };
}

/** Puts a picture that does not fill the square in its middle, over the background. */
function pasted(
  pixels: Uint8Array,
  { width, height }: Placement,
  { size, background }: ImagePreprocessing,
): Uint8Array {
  const channels = pixels.length / (width * height);
  const [red, green, blue] = background;
  const bars = channels === 1 ? [luma(red, green, blue)] : background;
  const square = new Uint8Array(size * size * channels);
  for (let at = 0; at < square.length; at++) square[at] = bars[at % channels] ?? 0;
  const left = Math.floor((size - width) / 2);
  const top = Math.floor((size - height) / 2);
  for (let y = 0; y < height; y++) {
    const row = pixels.subarray(y * width * channels, (y + 1) * width * channels);
    square.set(row, ((top + y) * size + left) * channels);
  }
  return square;
}

function rgbOf(pixels: Uint8Array, channels: 1 | 3): Uint8Array {
  if (channels === 3) return pixels;
  const rgb = new Uint8Array(pixels.length * 3);
  for (let at = 0; at < rgb.length; at++) rgb[at] = pixels[Math.floor(at / 3)] ?? 0;
  return rgb;
}

function notesOf(
  header: ImageHeader,
  placement: Placement,
  preprocessing: ImagePreprocessing,
  flat: FlatImage,
): SampleNote[] {
  const notes: SampleNote[] = [];
  if (flat.grey && preprocessing.channels === 3) notes.push('grey');
  if (!flat.grey && preprocessing.channels === 1) notes.push('color-to-grey');
  if (flat.transparent) notes.push('alpha');
  if (header.sixteenBit) notes.push('16-bit');
  if (header.cmyk) notes.push('cmyk');
  if (header.palette) notes.push('palette');
  if (header.rotated) notes.push('exif-rotated');
  if (header.pages > 1) notes.push(header.format === 'tiff' ? 'first-page' : 'first-frame');
  notes.push(...placement.notes);
  return notes;
}
