import type { Matrix } from '../data/matrix.ts';

/**
 * Which share of the rows is decided for each class, as `argMaxRows` decides. In one loop, without arrays on the way: it runs hundreds of times over the whole pool.
 * @param scores `[n, classes]`
 * @param offsets added to the scores of each class; none when left out
 * @returns one a class
 */
export function decidedShares(
  { rows, columns, values }: Matrix,
  offsets?: Float32Array,
): Float64Array {
  const decided = new Float64Array(columns);
  for (let begin = 0; begin < values.length; begin += columns) {
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let label = 0; label < columns; label++) {
      const score = (values[begin + label] ?? 0) + (offsets?.[label] ?? 0);
      if (score > most) {
        best = label;
        most = score;
      }
    }
    decided[best] = (decided[best] ?? 0) + 1 / rows;
  }
  return decided;
}
