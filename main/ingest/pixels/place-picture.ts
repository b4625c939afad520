import type { ImagePreprocessing, SampleNote } from '../types.ts';

/** Scale to `resize…`, then cut `width` × `height` out of it. In pixels. */
export interface Cut {
  resizeWidth: number;
  resizeHeight: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Scales only. */
export function uncut({ width, height }: { width: number; height: number }): Cut {
  return { resizeWidth: width, resizeHeight: height, left: 0, top: 0, width, height };
}

/** Where a picture goes in the square, which what is cut out fills except for `contain`. */
export interface Placement extends Cut {
  notes: SampleNote[];
}

/** Cut or distorted by less than this is nothing to speak of. */
const tolerance = 0.1;

/** @param width in pixels, as `height`; after EXIF rotation */
export function placePicture(
  width: number,
  height: number,
  { size, fit }: Pick<ImagePreprocessing, 'size' | 'fit'>,
): Placement {
  const notes: SampleNote[] = [];
  const short = Math.min(width, height);
  const long = Math.max(width, height);
  if (fit === 'stretch') {
    if (short < size) notes.push('upscaled');
    if (short / long < 1 - tolerance) notes.push('stretched');
    return {
      resizeWidth: size,
      resizeHeight: size,
      left: 0,
      top: 0,
      width: size,
      height: size,
      notes,
    };
  }
  const scale = size / (fit === 'cover' ? short : long);
  if (scale > 1) notes.push('upscaled');
  // One side is `size` by definition; rounding must not make it anything else.
  const resizeWidth = scaled(width, scale);
  const resizeHeight = scaled(height, scale);
  if (fit === 'contain') {
    if (short !== long) notes.push('padded');
    return {
      resizeWidth,
      resizeHeight,
      left: 0,
      top: 0,
      width: resizeWidth,
      height: resizeHeight,
      notes,
    };
  }
  if (1 - short / long > tolerance) notes.push('cropped');
  return {
    resizeWidth,
    resizeHeight,
    left: Math.floor((resizeWidth - size) / 2),
    top: Math.floor((resizeHeight - size) / 2),
    width: size,
    height: size,
    notes,
  };
}

function scaled(side: number, scale: number): number {
  return Math.max(1, Math.round(side * scale));
}
