import { giveWay, type WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import type { PoolFeatures } from '../finetune/pool-features.ts';
import { neighbourGraph } from '../propagate/neighbour-graph.ts';
import type { SparseGraph } from '../propagate/sparse-graph.ts';
import { spectralEmbedding } from '../propagate/spectral-embedding.ts';

/** Smooth functions on the neighbour graph that tell its groups apart. */
const spectralAxes = 20;
const seed = 1;

export interface ConnectedPool {
  /** `[n, features]`, any lengths: what typical is measured in. */
  features: Matrix;
  /** Of the same rows, connected. */
  graph: SparseGraph;
  /** `[n, axes]`, of the graph (`spectralEmbedding`): what clusters are made of. */
  smooth: Matrix;
}

/** What hangs together among embeddings, or any other features. @param embeddings `[n, features]` */
export async function connected(embeddings: Matrix, hooks: WorkHooks = {}): Promise<ConnectedPool> {
  const graph = await neighbourGraph(embeddings, undefined, hooks);
  return {
    features: embeddings,
    graph,
    smooth: await spectralEmbedding(graph, spectralAxes, seed, hooks),
  };
}

/**
 * What hangs together in a pool by patch codes and embeddings joined, as labels travel over it; of a very large pool, evenly spread
 * images. Groups of the embeddings alone are worth three points less with ten labels (docs/decisions/0024).
 * @returns `rows`: the index of each in the pool
 */
export async function connectedPool(
  pool: PoolFeatures,
  hooks: WorkHooks = {},
): Promise<ConnectedPool & { rows: Int32Array }> {
  const { rows, features, graph } = await pool.neighbourhood(new Int32Array());
  await giveWay(hooks, 0);
  return {
    rows,
    features,
    graph,
    smooth: await spectralEmbedding(graph, spectralAxes, seed, hooks),
  };
}
