const buckets = 65_536;

/** Points by their score, the lowest first; by counting, since 200,000 comparisons would be felt. */
export function scoreOrder(scores: Float32Array): Int32Array {
  const bucketOf = (point: number): number =>
    Math.min(buckets - 1, Math.max(0, Math.floor((scores[point] ?? 0) * buckets)));
  const next = new Int32Array(buckets + 1);
  for (let point = 0; point < scores.length; point++) {
    const after = bucketOf(point) + 1;
    next[after] = (next[after] ?? 0) + 1;
  }
  for (let i = 1; i <= buckets; i++) next[i] = (next[i] ?? 0) + (next[i - 1] ?? 0);
  const order = new Int32Array(scores.length);
  for (let point = 0; point < scores.length; point++) {
    const bucket = bucketOf(point);
    const at = next[bucket] ?? 0;
    order[at] = point;
    next[bucket] = at + 1;
  }
  return order;
}

/** The shown points of an order, the last first. */
export function shownFromTheEnd(order: Int32Array, present: Uint8Array): Int32Array {
  const points = new Int32Array(order.length);
  let count = 0;
  for (let i = order.length - 1; i >= 0; i--) {
    const point = order[i] ?? 0;
    if (present[point] !== 0) points[count++] = point;
  }
  return points.slice(0, count);
}
