import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { type Matrix, pickRows, toTensor } from '../data/matrix.ts';
import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/** Kernel values held at a time. */
const maxValues = 8_000_000;
/** Candidates weighed at a time, once bounds of all are known. */
const batch = 128;

interface Candidate {
  row: number;
  /** What it adds to the coverage, or a bound of that. */
  score: number;
}

interface GreedyChoice {
  candidates: readonly number[];
  count: number;
  /** The row that is taken in place of the one that adds the most; that one itself when left out. */
  standIn?: (row: number) => Promise<number> | number;
  hooks?: WorkHooks;
}

/** Rows that a coverage is of, and how much each of them counts. */
interface Watched {
  rows: ArrayLike<number>;
  /** 0…1, one for each. */
  weights: readonly number[];
}

/**
 * The generalized coverage of rows x_n of length 1 by some of them, L (Bae, Noh, Sutherland 2024, arXiv 2407.12212),
 *
 *     C(L) = mean_n u_n max_{l ∈ L} k(x_n, x_l),    k(x, x') = exp(−sharpness · (1 − x · x')),
 *
 * made larger step by step; with weights u_n it is that of Uncertainty Herding (Bae, Oliveira, Sutherland 2024, arXiv 2412.20644). Tensors are held until `dispose`.
 */
export class Coverage {
  readonly #points: Matrix;
  readonly #watched: Tensor;
  /** `[watched]` */
  readonly #weights: Tensor;
  readonly #count: number;
  readonly #sharpness: number;
  /** Of each watched row by L, `[watched]`. */
  #covered: Tensor;

  /**
   * @param points `[n, features]`, of length 1
   * @param watched rows that the mean is of; all alike when left out
   */
  constructor(points: Matrix, sharpness: number, watched?: Watched) {
    this.#points = points;
    this.#sharpness = sharpness;
    this.#count = watched?.rows.length ?? points.rows;
    this.#watched = toTensor(watched === undefined ? points : pickRows(points, watched.rows));
    this.#weights = (watched === undefined
      ? tf.ones([this.#count])
      : tf.tensor(watched.weights.slice())) as unknown as Tensor;
    this.#covered = tf.zeros([this.#count]) as unknown as Tensor;
  }

  /** Rows whose kernel values may be held at a time. */
  get block(): number {
    return Math.max(1, Math.min(1024, Math.floor(maxValues / this.#count)));
  }

  /** Adds rows to L. */
  async cover(rows: readonly number[], hooks: WorkHooks = {}): Promise<void> {
    for (let begin = 0; begin < rows.length; begin += this.block) {
      const some = rows.slice(begin, begin + this.block);
      const next = tf.tidy(() => this.#covered.maximum(this.#kernel(some).max(0)));
      this.#covered.dispose();
      this.#covered = next;
      await giveWay(hooks, 0);
    }
  }

  /**
   * Adds `count` of the candidates to L, each time the one that adds the most. C is submodular: what a row would have added before bounds
   * what it adds now, so only rows with the largest bounds are weighed again (Minoux 1978); the choices are those of the plain greedy algorithm.
   * @returns score: what the row that adds the most adds to C, 0…1
   */
  async addGreedily({
    candidates,
    count,
    standIn = (row) => row,
    hooks = {},
  }: GreedyChoice): Promise<Candidate[]> {
    let open = candidates.map((row): Candidate => ({ row, score: 0 }));
    for (let begin = 0; begin < open.length; begin += this.block) {
      this.#weigh(open.slice(begin, begin + this.block));
      await giveWay(hooks, begin / open.length);
    }
    const chosen: Candidate[] = [];
    while (chosen.length < count && open.length > 0) {
      open.sort((a, b) => b.score - a.score || a.row - b.row);
      // Scores are bounds now. The first batches become exact, until one of them beats the bounds that follow.
      let exact = 0;
      let best: Candidate = { row: -1, score: Number.NEGATIVE_INFINITY };
      while (exact < open.length && best.score < (open[exact]?.score ?? 0)) {
        const some = open.slice(exact, exact + Math.min(batch, this.block));
        this.#weigh(some);
        best = [best, ...some].reduce((a, b) => (b.score > a.score ? b : a));
        exact += some.length;
        await giveWay(hooks, chosen.length / count);
      }
      const row = await standIn(best.row);
      chosen.push({ row, score: best.score });
      await this.cover([row], hooks);
      open = open.filter((each) => each.row !== row);
    }
    return chosen;
  }

  dispose(): void {
    tf.dispose([this.#watched, this.#weights, this.#covered] as never);
  }

  /** Makes scores exact. */
  #weigh(some: Candidate[]): void {
    const rows = some.map(({ row }) => row);
    const added = tf.tidy(() =>
      this.#kernel(rows).sub(this.#covered).relu().mul(this.#weights).mean(1).dataSync(),
    );
    some.forEach((each, i) => {
      each.score = added[i] ?? 0;
    });
  }

  /** `[rows, watched]` */
  #kernel(rows: readonly number[]): Tensor {
    const some = asRank2(toTensor(pickRows(this.#points, rows)));
    const cosines = tf.matMul(some, asRank2(this.#watched), false, true);
    return cosines.sub(1).mul(this.#sharpness).exp() as unknown as Tensor;
  }
}
