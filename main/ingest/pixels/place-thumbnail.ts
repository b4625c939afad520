/** Longest side of a thumbnail, in pixels. */
const thumbnailSide = 160;

/** The size of a thumbnail: the whole picture, in proportion, never enlarged. */
export function placeThumbnail(
  width: number,
  height: number,
): { width: number; height: number; scale: number } {
  const scale = Math.min(1, thumbnailSide / Math.max(width, height));
  return { width: scaled(width, scale), height: scaled(height, scale), scale };
}

function scaled(side: number, scale: number): number {
  return Math.max(1, Math.round(side * scale));
}
