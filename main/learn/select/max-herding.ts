import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { type Matrix, pickRows, toTensor } from '../data/matrix.ts';
import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { unitRows } from '../explore/nearest.ts';

/** Kernel values held at a time. */
const maxValues = 8_000_000;
/** Candidates weighed at a time, once bounds of all are known. */
const batch = 128;

/**
 * Samples to label first: each next one adds the most to the generalized coverage (MaxHerding, Bae, Noh, Sutherland 2024,
 * arXiv 2407.12212)
 *
 *     C(L) = mean_n max_{l ∈ L} k(x_n, x_l),    k(x, x') = exp(−‖x − x'‖²),
 *
 * on rows of length 1. C is submodular: what a row would have added before bounds what it adds now, so only rows
 * with the largest bounds are weighed again (Minoux 1978); the choices are those of the plain greedy algorithm.
 *
 * @param embeddings `[n, features]`
 * @returns score: what the row adds to C, 0…1
 */
export async function suggestCentral(
  embeddings: Matrix,
  labelled: readonly number[],
  count: number,
  hooks: WorkHooks = {},
): Promise<{ row: number; score: number }[]> {
  const taken = new Set(labelled);
  const wanted = Math.min(count, embeddings.rows - taken.size);
  if (wanted <= 0) return [];
  const points = unitRows(embeddings);
  const x = toTensor(points);
  let covered = tf.zeros([points.rows]) as unknown as Tensor;
  const cover = (rows: number[]): void => {
    const next = tf.tidy(() => covered.maximum(kernel(x, pickRows(points, rows)).max(0)));
    covered.dispose();
    covered = next;
  };
  /** What each of some rows adds now. */
  const gains = (rows: number[]): ArrayLike<number> =>
    tf.tidy(() => {
      const more = kernel(x, pickRows(points, rows)).sub(covered);
      return more.relu().mean(1).dataSync();
    });
  try {
    const block = Math.max(1, Math.min(1024, Math.floor(maxValues / points.rows)));
    const known = [...taken];
    for (let begin = 0; begin < known.length; begin += block) {
      cover(known.slice(begin, begin + block));
      await giveWay(hooks, 0);
    }
    let candidates = Array.from({ length: points.rows }, (_, row) => ({ row, score: 0 })).filter(
      ({ row }) => !taken.has(row),
    );
    for (let begin = 0; begin < candidates.length; begin += block) {
      weigh(candidates.slice(begin, begin + block), gains);
      await giveWay(hooks, begin / candidates.length);
    }
    const chosen: { row: number; score: number }[] = [];
    while (chosen.length < wanted) {
      candidates.sort((a, b) => b.score - a.score || a.row - b.row);
      // Scores are bounds now. The first batches become exact, until one of them beats the bounds that follow.
      let exact = 0;
      let best = { row: -1, score: Number.NEGATIVE_INFINITY };
      while (exact < candidates.length && best.score < (candidates[exact]?.score ?? 0)) {
        const some = candidates.slice(exact, exact + Math.min(batch, block));
        weigh(some, gains);
        best = [best, ...some].reduce((a, b) => (b.score > a.score ? b : a));
        exact += some.length;
        await giveWay(hooks, chosen.length / wanted);
      }
      chosen.push({ ...best });
      cover([best.row]);
      candidates = candidates.filter(({ row }) => row !== best.row);
    }
    return chosen;
  } finally {
    tf.dispose([x, covered] as never);
  }
}

function weigh(
  some: { row: number; score: number }[],
  gains: (rows: number[]) => ArrayLike<number>,
): void {
  const added = gains(some.map(({ row }) => row));
  some.forEach((each, i) => {
    each.score = added[i] ?? 0;
  });
}

/** exp(−‖x − y‖²) = exp(2 x·y − 2) on rows of length 1: `[some, n]`. */
function kernel(x: Tensor, some: Matrix): Tensor {
  const products = tf.matMul(asRank2(toTensor(some)), asRank2(x), false, true);
  return products.mul(2).sub(2).exp() as unknown as Tensor;
}
