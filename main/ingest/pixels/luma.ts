/** ITU-R BT.601, rounded: 0..255 in, 0..255 out. */
export function luma(red: number, green: number, blue: number): number {
  return Math.floor((299 * red + 587 * green + 114 * blue + 500) / 1000);
}

/** @param pixels uint8 `[height, width, channels]`; returned as they are when they have one channel */
export function greyOf(pixels: Uint8Array, channels: 1 | 3): Uint8Array {
  if (channels === 1) return pixels;
  const grey = new Uint8Array(pixels.length / 3);
  for (let index = 0; index < grey.length; index++) {
    const at = index * 3;
    grey[index] = luma(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
  }
  return grey;
}
