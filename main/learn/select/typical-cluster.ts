import { type Matrix, pickRows, toTensor } from '../data/matrix.ts';
import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/** Neighbours that typicality looks at: TypiClust's, as in its authors' code. */
const neighbours = 20;
/** Rows of a large cluster that distances are taken to: enough to rank, little enough to hold. */
const maxCompared = 2000;

/** A cluster that gives its rows away, the most typical first. */
export class TypicalCluster {
  readonly index: number;
  /** Rows that have a label or were taken. */
  labels = 0;
  readonly #rows: number[] = [];
  readonly #labelled = new Set<number>();
  /** Unlabelled rows, the most typical last; made when first asked for. */
  #queue: { row: number; typicality: number }[] | undefined;

  constructor(index: number) {
    this.index = index;
  }

  /** Rows by their cluster, and which of them have a label. */
  static ofAll(
    assignment: Int32Array,
    count: number,
    labelled: ReadonlySet<number>,
  ): TypicalCluster[] {
    const clusters = Array.from({ length: count }, (_, index) => new TypicalCluster(index));
    assignment.forEach((cluster, row) => {
      clusters[cluster]?.add(row, labelled.has(row));
    });
    return clusters;
  }

  add(row: number, labelled: boolean): void {
    this.#rows.push(row);
    if (labelled) {
      this.#labelled.add(row);
      this.labels += 1;
    }
  }

  get size(): number {
    return this.#rows.length;
  }

  get hasUnlabelled(): boolean {
    return this.labels < this.#rows.length;
  }

  /**
   * The row that `takeMostTypical` would take.
   * @param features `[n, features]` of all rows, of length 1
   */
  mostTypical(features: Matrix): { row: number; typicality: number } {
    if (this.#queue === undefined) {
      const typicality = typicalityOf(pickRows(features, this.#rows));
      this.#queue = this.#rows
        .map((row, i) => ({ row, typicality: typicality[i] ?? 0 }))
        .filter(({ row }) => !this.#labelled.has(row))
        .sort((a, b) => a.typicality - b.typicality || b.row - a.row);
    }
    const best = this.#queue.at(-1);
    if (best === undefined) throw new RangeError('no unlabelled sample left in the cluster');
    return best;
  }

  takeMostTypical(features: Matrix): { row: number; typicality: number } {
    const best = this.mostTypical(features);
    this.#queue?.pop();
    this.labels += 1;
    return best;
  }
}

/** 1 / mean Euclidean distance to the nearest rows, of each row: TypiClust's typicality. */
function typicalityOf(cluster: Matrix): Float32Array {
  if (cluster.rows < 2) return new Float32Array(cluster.rows);
  const step = Math.ceil(cluster.rows / maxCompared);
  const compared = Array.from({ length: Math.ceil(cluster.rows / step) }, (_, i) => i * step);
  return tf.tidy(() => {
    const x = toTensor(cluster);
    const others = toTensor(pickRows(cluster, compared));
    const cosine = tf.matMul(asRank2(x), asRank2(others), false, true);
    const k = Math.min(neighbours + 1, compared.length);
    // The nearest is often the row itself, at distance 0: it shifts all alike.
    const nearest = tf.topk(cosine, k).values as unknown as Tensor;
    const distances = tf.scalar(2).sub(nearest.mul(2)).maximum(0).sqrt();
    return Float32Array.from(tf.scalar(1).div(distances.mean(1).maximum(1e-6)).dataSync());
  });
}
