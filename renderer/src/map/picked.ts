/** The coordinates of some points. */
export function pickedCoordinates(coordinates: Float32Array, points: Int32Array): Float32Array {
  const picked = new Float32Array(2 * points.length);
  for (let i = 0; i < points.length; i++) {
    const point = points[i] ?? 0;
    picked[2 * i] = coordinates[2 * point] ?? 0;
    picked[2 * i + 1] = coordinates[2 * point + 1] ?? 0;
  }
  return picked;
}

/** The colours of some points, four bytes each. */
export function pickedColors(colors: Uint8Array, points: Int32Array): Uint8Array {
  const picked = new Uint8Array(4 * points.length);
  for (let i = 0; i < points.length; i++) {
    const from = 4 * (points[i] ?? 0);
    for (let channel = 0; channel < 4; channel++) {
      picked[4 * i + channel] = colors[from + channel] ?? 0;
    }
  }
  return picked;
}

/** Both lists, each point once. */
export function merged(first: Int32Array, second: Int32Array): Int32Array {
  return Int32Array.from(new Set([...first, ...second]));
}
