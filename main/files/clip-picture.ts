import { sheetGrid } from '../../shared/contact-sheet.ts';
import type { SpecOf } from '../../shared/sample-spec.ts';

/** Size of the picture that shows all frames of a clip. */
export function clipPictureSize({ frames, height, width, channels }: SpecOf<'video'>): {
  height: number;
  width: number;
  channels: 1 | 3;
} {
  const { rows, columns } = sheetGrid(frames);
  return { height: rows * height, width: columns * width, channels };
}

/**
 * The frames of a clip on one picture, row by row.
 * @param clip uint8 `[height, width, frames · channels]`
 * @returns uint8 `[rows · height, columns · width, channels]`
 */
export function clipPicture(clip: Uint8Array, spec: SpecOf<'video'>): Uint8Array {
  const { frames, height, width, channels } = spec;
  const { columns } = sheetGrid(frames);
  const whole = clipPictureSize(spec);
  const picture = new Uint8Array(whole.height * whole.width * channels);
  for (let frame = 0; frame < frames; frame++) {
    const [top, left] = [Math.floor(frame / columns) * height, (frame % columns) * width];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = ((y * width + x) * frames + frame) * channels;
        const to = ((top + y) * whole.width + left + x) * channels;
        for (let channel = 0; channel < channels; channel++) {
          picture[to + channel] = clip[from + channel] ?? 0;
        }
      }
    }
  }
  return picture;
}
