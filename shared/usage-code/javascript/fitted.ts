/** A function `fitted`, for what shows pictures in Node.js: `main/ingest/pixels/fit-image.ts` with sharp. */
export const nodeFitted = `/** A picture of sharp's, upright, as uint8 [size, size, channels]. */
async function fitted(picture, width, height) {
  const { size, channels, fit, background } = prep;
  const scale = size / (fit === "cover" ? Math.min(width, height) : Math.max(width, height));
  const scaled = (side) => (fit === "stretch" ? size : Math.max(1, Math.round(side * scale)));
  const [w, h] = [scaled(width), scaled(height)];
  const half = (space) => Math.max(0, Math.floor(space / 2));
  const [x, y] = [half(size - w), half(size - h)];
  const [r, g, b] = background;
  const cut = { left: half(w - size), top: half(h - size), width: Math.min(w, size), height: Math.min(h, size) };
  const { data, info } = await picture
    .flatten({ background: { r, g, b } })
    .resize(w, h, { fit: "fill" })
    .extract(cut)
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = new Uint8Array(size * size * channels);
  const grey = (red, green, blue) => Math.floor((299 * red + 587 * green + 114 * blue + 500) / 1000);
  for (let at = 0; at < size * size; at++) {
    const [column, row] = [(at % size) - x, Math.floor(at / size) - y];
    const isInside = column >= 0 && column < info.width && row >= 0 && row < info.height;
    const from = (row * info.width + column) * info.channels;
    const rgb = isInside ? [0, 1, 2].map((c) => data[from + (info.channels < 3 ? 0 : c)]) : background;
    pixels.set(channels === 1 ? [grey(...rgb)] : rgb, at * channels);
  }
  return pixels;
}
`;
