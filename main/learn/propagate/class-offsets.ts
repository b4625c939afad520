import type { Matrix } from '../data/matrix.ts';
import { decidedShares } from './decided-shares.ts';
import { medianSize } from './poisson.ts';

const rounds = 400;
/** In units of the median score; shorter and shorter down to nothing, so that it ends where it shall. */
const firstStep = 0.06;

/**
 * What to add to the scores of each class so that rows are decided for it as often as it is common: offset_c grows by step · (share_c − decided_c) / share_c for as
 * long as the two are further apart than they may be. It is the volume constraint of `withClassSizes` (Calder et al. 2020, arXiv 2006.11184) with sums in place of products: of two classes
 * one has positive scores and the other negative ones, so that no factor changes which is larger. Adding to logits is how a classifier is told of other
 * class shares than it was trained with (Menon et al. 2021, Long-tail learning via logit adjustment, arXiv 2007.07314, eq. 9).
 * Of what was tried the offsets that come nearest are taken: rows with one score move together, past the share. An offset is at most twelve median scores.
 * @param scores of samples of all kinds, `[n, classes]`, finite
 * @param shares of each class among them, above 0, sum 1
 * @param slack how far from its share a class may be decided; not at all when left out
 * @returns one a class
 */
export function classOffsets(
  scores: Matrix,
  shares: readonly number[],
  slack: readonly number[] = [],
): Float32Array {
  const { columns } = scores;
  const offsets = new Float32Array(columns);
  let nearest = { offsets: offsets.slice(), off: Number.POSITIVE_INFINITY };
  const first = firstStep * medianSize(scores.values);
  for (let round = 0; round < rounds; round++) {
    const decided = decidedShares(scores, offsets);
    const lacks = decided.map((of, label) => beyond((shares[label] ?? 0) - of, slack[label] ?? 0));
    const off = lacks.reduce((sum, lack) => sum + Math.abs(lack), 0);
    if (off < nearest.off) nearest = { offsets: offsets.slice(), off };
    if (off === 0) break;
    const step = first * (1 - round / rounds);
    for (const [label, lack] of lacks.entries()) {
      const relative = lack / Math.max(shares[label] ?? 0, 1e-9);
      offsets[label] = (offsets[label] ?? 0) + step * Math.max(-1, relative);
    }
  }
  return nearest.offsets;
}

/**
 * Offsets for shares that a handful of labels suggests and that may be others: the mean of those that hold each class within the standard error of a share that is counted on so
 * many labels, and those that hold it at the share (docs/decisions/0046).
 */
export function believedOffsets(
  scores: Matrix,
  shares: readonly number[],
  labels: number,
): Float32Array {
  const errors = shares.map((share) => Math.sqrt((share * (1 - share)) / labels));
  const near = classOffsets(scores, shares, errors);
  return classOffsets(scores, shares).map((each, label) => (each + (near[label] ?? 0)) / 2);
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
