/** How the frames of a clip lie on one picture, row by row. */
export function sheetGrid(frames: number): { rows: number; columns: number } {
  const square = Math.ceil(Math.sqrt(frames));
  // Full rows where there are some not much wider than high: 8 frames are 2 rows of 4.
  for (let columns = square; columns <= 2 * square; columns++) {
    if (frames % columns === 0) return { rows: frames / columns, columns };
  }
  return { rows: Math.ceil(frames / square), columns: square };
}
