import { argMaxRows, type Matrix } from '../data/matrix.ts';

const rounds = 400;
/** Of the spread of the logits; shorter and shorter down to nothing, so that it ends where it shall. */
const firstStep = 0.06;

/**
 * What to add to the logits of each class so that no class is decided much more or less often than it is common: offset_c grows by
 * step · (share_c − decided_c) / share_c for as long as the two are further apart than they may be. It is the constraint of `withClassSizes`
 * (Calder et al. 2020, arXiv 2006.11184) for logits, with bounds in place of equality, because shares are only believed. Adding to logits is how a classifier is told of
 * other class shares than it was trained with (Menon et al. 2021, Long-tail learning via logit adjustment, arXiv 2007.07314, eq. 9).
 * @param logits of samples of all kinds, `[n, classes]`, finite
 * @param shares of each class among them, above 0, sum 1
 * @param slack how far from its share a class may be decided
 * @returns one a class
 */
export function classOffsets(
  logits: Matrix,
  shares: readonly number[],
  slack: readonly number[],
): Float32Array {
  const { rows, columns } = logits;
  const offsets = new Float32Array(columns);
  const first = firstStep * spreadOf(logits.values);
  const decided = new Float64Array(columns);
  for (let round = 0; round < rounds; round++) {
    decided.fill(0);
    for (const label of argMaxRows(plusOffsets(logits, offsets)))
      decided[label] = (decided[label] ?? 0) + 1 / rows;
    const step = first * (1 - round / rounds);
    let moved = false;
    for (let label = 0; label < columns; label++) {
      const share = shares[label] ?? 0;
      const lack = beyond(share - (decided[label] ?? 0), slack[label] ?? 0);
      if (lack === 0) continue;
      moved = true;
      offsets[label] = (offsets[label] ?? 0) + step * Math.max(-1, lack / Math.max(share, 1e-9));
    }
    if (!moved) break;
  }
  return offsets;
}

/** `[n, classes]`, to each row its class's offset added. */
export function plusOffsets(logits: Matrix, offsets: Float32Array): Matrix {
  const { columns } = logits;
  return {
    ...logits,
    values: logits.values.map((value, at) => value + (offsets[at % columns] ?? 0)),
  };
}

function beyond(difference: number, slack: number): number {
  return Math.sign(difference) * Math.max(0, Math.abs(difference) - slack);
}

function spreadOf(values: Float32Array): number {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  return Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length);
}
