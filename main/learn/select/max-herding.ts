import type { WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import { unitRows } from '../explore/nearest.ts';
import { Coverage } from './coverage.ts';
import type { SuggestedRow } from './suggested-row.ts';
import { unlabelledRows } from './unlabelled-rows.ts';

/** k(x, x') = exp(−‖x − x'‖²), the paper's kernel, on rows of length 1. */
const sharpness = 2;

/**
 * Samples to label first: each next one adds the most to the generalized coverage of all (MaxHerding, Bae, Noh, Sutherland 2024,
 * arXiv 2407.12212).
 *
 * @param embeddings `[n, features]`
 * @returns score: what the row adds to the coverage, 0…1
 */
export async function suggestCentral(
  embeddings: Matrix,
  labelled: readonly number[],
  count: number,
  hooks: WorkHooks = {},
): Promise<SuggestedRow[]> {
  const taken = new Set(labelled);
  const candidates = unlabelledRows(embeddings.rows, taken);
  if (count <= 0 || candidates.length === 0) return [];
  const coverage = new Coverage(unitRows(embeddings), sharpness);
  try {
    await coverage.cover([...taken], hooks);
    return await coverage.addGreedily({ candidates, count, hooks });
  } finally {
    coverage.dispose();
  }
}
