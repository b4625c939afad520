/** How far a value may be off, found on labels that were hidden from the regressor. */
export interface PredictionInterval {
  /** The share of new samples that are to lie within, 0…1. */
  coverage: number;
  /** The interval is value ± this, in units of the labels. */
  halfWidth: number;
  /** Hidden labels. */
  tried: number;
}

/** Nine samples of ten: what ten labels can show. */
const coverage = 0.9;

/**
 * An interval around every value, of one width, by split conformal prediction (Lei et al. 2018, J. Am. Stat. Assoc. 113, algorithm 2): the
 * ⌈(n + 1) · coverage⌉-th smallest of n absolute errors on hidden labels. It holds for new samples like the labelled ones, whatever the
 * regressor. Errors of several folds are put together (the cross-validation form of Barber et al. 2021, arXiv 1905.02928, section 3).
 *
 * @param errors value minus label of each hidden label
 * @returns null where there are too few
 */
export function predictionInterval(errors: ArrayLike<number>): PredictionInterval | null {
  const sizes = Float64Array.from(errors, Math.abs).sort();
  const halfWidth = sizes[Math.ceil((sizes.length + 1) * coverage - 1e-9) - 1];
  return halfWidth === undefined ? null : { coverage, halfWidth, tried: sizes.length };
}
