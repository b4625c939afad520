import { giveWay, type WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import { seededUniform } from '../data/seeded.ts';
import { orthonormal } from '../engine/orthonormal.ts';
import { asRank2 } from '../engine/shapes.ts';
import { svd } from '../engine/svd.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import type { SparseGraph } from './sparse-graph.ts';

/** More directions than are kept, so that those that are kept settle sooner. */
const oversampling = 12;
const iterations = 240;
/** Products between two orthonormalizations. */
const stride = 12;

/**
 * Each node by the smoothest functions on the graph: the leading eigenvectors of D^−½ W D^−½, divided by √degree (Ng, Jordan, Weiss
 * 2001, On Spectral Clustering; Shi and Malik 2000). What is near here is joined by many paths, not only alike. Found by subspace
 * iteration on (I + D^−½ W D^−½) / 2, whose eigenvalues are in 0…1.
 *
 * @returns `[nodes, count]`, rows of any length
 */
export async function spectralEmbedding(
  graph: SparseGraph,
  count: number,
  seed: number,
  hooks: WorkHooks = {},
): Promise<Matrix> {
  const { nodes, degrees } = graph;
  const columns = Math.min(nodes, count + oversampling);
  const kept = Math.min(columns, count);
  const uniform = seededUniform(seed);
  let basis: Float32Array = Float32Array.from({ length: nodes * columns }, () => uniform() - 0.5);
  for (let done = 0; done < iterations; done += stride) {
    for (let product = 0; product < stride; product++) basis = smoothed(graph, basis, columns);
    basis = valuesOf(() => orthonormal(tf.tensor(basis, [nodes, columns]) as Tensor));
    await giveWay(hooks, (done + stride) / iterations);
  }
  const next = smoothed(graph, basis, columns);
  const rotated = valuesOf(() => {
    const q = tf.tensor(basis, [nodes, columns]) as Tensor;
    const small = tf.matMul(asRank2(q), tf.tensor2d(next, [nodes, columns]), true, false);
    const { right } = svd(small as unknown as Tensor);
    const vectors = tf.matMul(asRank2(q), asRank2(right)).slice([0, 0], [-1, kept]);
    const scale = Float32Array.from(degrees, (degree) => 1 / Math.sqrt(Math.max(degree, 1e-12)));
    return vectors.mul(tf.tensor2d(scale, [nodes, 1])) as unknown as Tensor;
  });
  return { rows: nodes, columns: kept, values: rotated };
}

/** (X + D^−½ W D^−½ X) / 2 */
function smoothed(
  { nodes, offsets, neighbours, weights, degrees }: SparseGraph,
  x: Float32Array,
  columns: number,
): Float32Array {
  const result = x.map((value) => value / 2);
  for (let node = 0; node < nodes; node++) {
    const end = offsets[node + 1] ?? 0;
    for (let at = offsets[node] ?? 0; at < end; at++) {
      const other = neighbours[at] ?? 0;
      const both = Math.sqrt((degrees[node] ?? 1) * (degrees[other] ?? 1));
      const weight = (weights[at] ?? 0) / both / 2;
      const [to, from] = [node * columns, other * columns];
      for (let column = 0; column < columns; column++) {
        result[to + column] = (result[to + column] ?? 0) + weight * (x[from + column] ?? 0);
      }
    }
  }
  return result;
}

function valuesOf(compute: () => Tensor): Float32Array {
  const tensor = tf.tidy(compute);
  const values = tensor.dataSync().slice() as Float32Array;
  tensor.dispose();
  return values;
}
