/** Which points a drawn shape holds. Plain loops over typed arrays: 200,000 points take a few milliseconds. */

/** Bands that a polygon is cut into: a point is tested against the few edges of its own. */
const bands = 256;

/** @param polygon corners x, y, x, y, …; closed by itself @returns indices of the points inside */
export function pointsInPolygon(
  coordinates: Float32Array,
  polygon: readonly number[],
  present: Uint8Array,
): Int32Array {
  const corners = polygon.length >> 1;
  if (corners < 3) return new Int32Array(0);
  const [xs, ys] = [new Float64Array(corners), new Float64Array(corners)];
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < corners; i++) {
    const x = polygon[2 * i] ?? 0;
    const y = polygon[2 * i + 1] ?? 0;
    xs[i] = x;
    ys[i] = y;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const perUnit = bands / Math.max(bottom - top, 1e-12);
  const bandOf = (y: number): number => Math.min(bands - 1, Math.floor((y - top) * perUnit));
  const edges: number[][] = Array.from({ length: bands }, () => []);
  for (let i = 0, j = corners - 1; i < corners; j = i++) {
    const [yi = 0, yj = 0] = [ys[i], ys[j]];
    const last = bandOf(Math.max(yi, yj));
    for (let band = bandOf(Math.min(yi, yj)); band <= last; band++) edges[band]?.push(i);
  }
  const found = new Int32Array(coordinates.length >> 1);
  let count = 0;
  for (let point = 0; 2 * point + 1 < coordinates.length; point++) {
    const x = coordinates[2 * point] ?? 0;
    const y = coordinates[2 * point + 1] ?? 0;
    if (x < left || x > right || y < top || y > bottom || present[point] === 0) continue;
    let inside = false;
    for (const i of edges[bandOf(y)] ?? []) {
      const j = i === 0 ? corners - 1 : i - 1;
      const xi = xs[i] ?? 0;
      const yi = ys[i] ?? 0;
      const xj = xs[j] ?? 0;
      const yj = ys[j] ?? 0;
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    if (inside) found[count++] = point;
  }
  return found.slice(0, count);
}

/** @returns indices of the points in a rectangle given by two corners */
export function pointsInRectangle(
  coordinates: Float32Array,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  present: Uint8Array,
): Int32Array {
  const [left, right] = [Math.min(x0, x1), Math.max(x0, x1)];
  const [top, bottom] = [Math.min(y0, y1), Math.max(y0, y1)];
  const found = new Int32Array(coordinates.length >> 1);
  let count = 0;
  for (let point = 0; 2 * point + 1 < coordinates.length; point++) {
    const x = coordinates[2 * point] ?? 0;
    const y = coordinates[2 * point + 1] ?? 0;
    if (x >= left && x <= right && y >= top && y <= bottom && present[point] !== 0) {
      found[count++] = point;
    }
  }
  return found.slice(0, count);
}
