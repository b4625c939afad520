/** Side of pictures, near a wished one, so that rows of a grid are full. */
export function gridSize(width: number, about: number): number {
  const [gap, padding] = [8, 16];
  const inner = width - padding + gap;
  const columns = Math.max(1, Math.floor(inner / (about + gap)));
  return Math.max(about, Math.floor(inner / columns) - gap);
}
