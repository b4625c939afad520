/** Side of pictures, about 104 pixels, so that a row of the grid is full. */
export function gridSize(width: number): number {
  const [about, gap, padding] = [104, 8, 16];
  const inner = width - padding + gap;
  const columns = Math.max(1, Math.floor(inner / (about + gap)));
  return Math.max(about, Math.floor(inner / columns) - gap);
}
