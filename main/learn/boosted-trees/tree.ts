/** A tree as lists; node 0 is its root. Leaves have feature −1. */
export interface Tree {
  features: number[];
  /** A row goes left when its value is not above this. */
  thresholds: number[];
  left: number[];
  right: number[];
  /** Of leaves: what is added to the score. */
  values: number[];
}

/** The leaf that a row comes to. @param cells features of the row */
export function leafOf({ features, thresholds, left, right }: Tree, cells: Float32Array): number {
  let node = 0;
  for (;;) {
    const feature = features[node] ?? -1;
    if (feature < 0) return node;
    const isLeft = (cells[feature] ?? 0) <= (thresholds[node] ?? 0);
    node = (isLeft ? left[node] : right[node]) ?? 0;
  }
}
