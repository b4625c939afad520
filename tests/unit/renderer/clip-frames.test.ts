import { expect, test } from 'vitest';
import { frameAt, frameStyle } from '../../../renderer/src/ui/clip-frames.ts';
import { sheetGrid } from '../../../shared/contact-sheet.ts';

test('frames lie in full rows where that is not too wide', () => {
  const grids = [2, 3, 4, 5, 6, 8, 9, 10, 12, 16].map((frames) => sheetGrid(frames));
  expect(grids.map(({ rows, columns }) => `${rows} × ${columns}`)).toEqual([
    '1 × 2',
    '1 × 3',
    '2 × 2',
    '1 × 5',
    '2 × 3',
    '2 × 4',
    '3 × 3',
    '2 × 5',
    '3 × 4',
    '4 × 4',
  ]);
  for (const [at, frames] of [7, 11, 13, 64].entries()) {
    const { rows, columns } = sheetGrid(frames);
    expect(rows * columns, String(at)).toBeGreaterThanOrEqual(frames);
  }
});

test('the pointer goes through a clip from left to right', () => {
  expect([-0.2, 0, 0.124, 0.126, 0.99, 1.4].map((share) => frameAt(share, 8))).toEqual([
    0, 0, 0, 1, 7, 7,
  ]);
});

test('a background shows one frame alone', () => {
  expect(frameStyle(0, 8)).toEqual({ size: '400% 200%', position: '0% 0%' });
  expect(frameStyle(7, 8)).toEqual({ size: '400% 200%', position: '100% 100%' });
  expect(frameStyle(1, 2)).toEqual({ size: '200% 100%', position: '100% 0%' });
});
