import { type Matrix, pickRows, toTensor } from '../data/matrix.ts';
import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { l2Normalize } from '../losses/l2-normalize.ts';
import { kMeans } from './k-means.ts';

export interface Suggestion {
  /** Row of the embeddings. */
  row: number;
  cluster: number;
  /** 1 / mean distance to the nearest neighbours in the cluster. */
  typicality: number;
}

/** Neighbours that typicality looks at, and the most clusters made: TypiClust's, as in its authors' code. */
const neighbours = 20;
const maxClusters = 500;
/** Rows of a large cluster that distances are taken to: enough to rank, little enough to hold. */
const maxCompared = 2000;

/**
 * Samples to label first: the most typical of each of the largest clusters without a label
 * (TypiClust, Hacohen, Dekel, Weinshall 2022, arXiv 2202.02794, algorithm 1, with k-means).
 *
 * @param embeddings `[n, features]`
 * @param labelled rows that have a label already
 * @param count how many to suggest
 * @returns suggestions, the one to label first first; fewer when there are fewer unlabelled samples
 */
export function suggestTypical(
  embeddings: Matrix,
  labelled: readonly number[],
  count: number,
  seed: number,
): Suggestion[] {
  const normalized = normalize(embeddings);
  const taken = new Set(labelled);
  const wanted = Math.min(count, embeddings.rows - taken.size);
  const clusterCount = Math.min(taken.size + wanted, maxClusters, embeddings.rows);
  if (wanted <= 0) return [];
  const { assignment } = kMeans(normalized, clusterCount, seed);
  const clusters = Array.from({ length: clusterCount }, (_, index) => new Cluster(index));
  assignment.forEach((cluster, row) => {
    clusters[cluster]?.add(row, taken.has(row));
  });
  const suggestions: Suggestion[] = [];
  while (suggestions.length < wanted) {
    // Fewest labels first, then the largest cluster.
    const cluster = clusters
      .filter((each) => each.hasUnlabelled)
      .sort((a, b) => a.labels - b.labels || b.size - a.size || a.index - b.index)[0];
    if (cluster === undefined) break;
    suggestions.push({ ...cluster.takeMostTypical(normalized), cluster: cluster.index });
  }
  return suggestions;
}

class Cluster {
  readonly index: number;
  labels = 0;
  readonly #rows: number[] = [];
  readonly #labelled = new Set<number>();
  /** Unlabelled rows, the most typical last; made when first asked for. */
  #queue: { row: number; typicality: number }[] | undefined;

  constructor(index: number) {
    this.index = index;
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

  takeMostTypical(embeddings: Matrix): { row: number; typicality: number } {
    if (this.#queue === undefined) {
      const typicality = typicalityOf(pickRows(embeddings, this.#rows));
      this.#queue = this.#rows
        .map((row, i) => ({ row, typicality: typicality[i] ?? 0 }))
        .filter(({ row }) => !this.#labelled.has(row))
        .sort((a, b) => a.typicality - b.typicality || b.row - a.row);
    }
    const best = this.#queue.pop();
    if (best === undefined) throw new RangeError('no unlabelled sample left in the cluster');
    this.labels += 1;
    return best;
  }
}

function normalize(embeddings: Matrix): Matrix {
  const values = tf.tidy(() => l2Normalize(toTensor(embeddings)).dataSync().slice());
  return { ...embeddings, values: values as Float32Array };
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
