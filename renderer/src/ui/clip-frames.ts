import { sheetGrid } from '../../../shared/contact-sheet.ts';

/** The frame of a clip at a share of the way across its picture. */
export function frameAt(share: number, frames: number): number {
  return Math.min(frames - 1, Math.max(0, Math.floor(share * frames)));
}

/** Where one frame is on the picture of all, for a background that shows it alone. */
export function frameStyle(frame: number, frames: number): { size: string; position: string } {
  const { rows, columns } = sheetGrid(frames);
  // A background's position in percent is a share of what does not fit.
  const along = (at: number, count: number): number => (count < 2 ? 0 : (100 * at) / (count - 1));
  const [x, y] = [along(frame % columns, columns), along(Math.floor(frame / columns), rows)];
  return { size: `${100 * columns}% ${100 * rows}%`, position: `${x}% ${y}%` };
}
