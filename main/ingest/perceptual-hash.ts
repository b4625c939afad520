/**
 * pHash: signs of the 64 lowest cosine frequencies against their median (Zauner 2010, Implementation
 * and Benchmarking of Perceptual Image Hash Functions, section 3.2.1; here the DCT runs on the data
 * set's own small square instead of 32 × 32).
 *
 * @param pixels uint8 `[size, size, channels]`
 * @returns 16 hexadecimal digits
 */
export function perceptualHash(pixels: Uint8Array, size: number, channels: number): string {
  const cosines = cosineTable(size);
  // Rows first, then columns: only the 8 × 8 lowest frequencies are needed.
  const byRow = new Float64Array(size * side);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let grey = 0;
      for (let c = 0; c < channels; c++) grey += pixels[(y * size + x) * channels + c] ?? 0;
      for (let u = 0; u < side; u++) {
        byRow[y * side + u] = (byRow[y * side + u] ?? 0) + grey * (cosines[u * size + x] ?? 0);
      }
    }
  }
  const frequencies = new Float64Array(side * side);
  for (let v = 0; v < side; v++) {
    for (let u = 0; u < side; u++) {
      let sum = 0;
      for (let y = 0; y < size; y++) {
        sum += (byRow[y * side + u] ?? 0) * (cosines[v * size + y] ?? 0);
      }
      frequencies[v * side + u] = sum;
    }
  }
  // The first is the mean brightness, which would swamp the median.
  const sorted = frequencies.slice(1).sort();
  const median = sorted[sorted.length >> 1] ?? 0;
  let hex = '';
  for (let digit = 0; digit < 16; digit++) {
    let value = 0;
    for (let bit = 0; bit < 4; bit++) {
      value = value * 2 + ((frequencies[digit * 4 + bit] ?? 0) > median ? 1 : 0);
    }
    hex += value.toString(16);
  }
  return hex;
}

const side = 8;
const tables = new Map<number, Float64Array>();

/** cos(π (2x + 1) u / 2size) for the lowest frequencies u, `[8, size]`. */
function cosineTable(size: number): Float64Array {
  let table = tables.get(size);
  if (table === undefined) {
    table = Float64Array.from({ length: side * size }, (_, i) =>
      Math.cos((Math.PI * (2 * (i % size) + 1) * Math.floor(i / size)) / (2 * size)),
    );
    tables.set(size, table);
  }
  return table;
}
