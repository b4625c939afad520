/** An undirected weighted graph in compressed sparse rows: both directions of an edge are kept. */
export interface SparseGraph {
  nodes: number;
  /** `[nodes + 1]`: the edges of node i are those from offsets[i] up to offsets[i + 1]. */
  offsets: Int32Array;
  /** The other end of each edge, in rising order. */
  neighbours: Int32Array;
  weights: Float64Array;
  /** Sum of each node's weights, `[nodes]`. */
  degrees: Float64Array;
}

/**
 * W ← (W + Wᵀ) / 2 of directed edges.
 * @param edges [from, to, weight]; those given twice are added up, those of a node to itself left out
 */
export function symmetricGraph(
  nodes: number,
  edges: Iterable<readonly [number, number, number]>,
): SparseGraph {
  const rows = Array.from({ length: nodes }, () => new Map<number, number>());
  const add = (from: number, to: number, weight: number): void => {
    const row = rows[from];
    row?.set(to, (row.get(to) ?? 0) + weight / 2);
  };
  for (const [from, to, weight] of edges) {
    if (from === to) continue;
    add(from, to, weight);
    add(to, from, weight);
  }
  const offsets = new Int32Array(nodes + 1);
  rows.forEach((row, node) => {
    offsets[node + 1] = (offsets[node] ?? 0) + row.size;
  });
  const neighbours = new Int32Array(offsets[nodes] ?? 0);
  const weights = new Float64Array(neighbours.length);
  rows.forEach((row, node) => {
    let at = offsets[node] ?? 0;
    for (const [to, weight] of [...row].sort(([a], [b]) => a - b)) {
      neighbours[at] = to;
      weights[at] = weight;
      at += 1;
    }
  });
  return { nodes, offsets, neighbours, weights, degrees: degreesOf(offsets, weights) };
}

/** Sum of each node's weights. @param offsets,weights as in `SparseGraph` */
export function degreesOf(offsets: Int32Array, weights: Float64Array): Float64Array {
  return Float64Array.from({ length: offsets.length - 1 }, (_, node) =>
    weights.subarray(offsets[node], offsets[node + 1]).reduce((sum, weight) => sum + weight, 0),
  );
}

/** L x = (D − W) x, the unnormalized graph Laplacian. */
export function laplacianTimes(graph: SparseGraph, x: Float64Array, result: Float64Array): void {
  const { nodes, offsets, neighbours, weights, degrees } = graph;
  for (let node = 0; node < nodes; node++) {
    let sum = (degrees[node] ?? 0) * (x[node] ?? 0);
    const end = offsets[node + 1] ?? 0;
    for (let at = offsets[node] ?? 0; at < end; at++) {
      sum -= (weights[at] ?? 0) * (x[neighbours[at] ?? 0] ?? 0);
    }
    result[node] = sum;
  }
}
