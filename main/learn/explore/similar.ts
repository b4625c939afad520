import { type Matrix, rowOf } from '../data/matrix.ts';

/**
 * The rows nearest to one, by cosine similarity, without the row itself. Plain JavaScript: for one query, loading
 * the engine takes longer.
 * @returns rows and similarities, nearest first
 */
export function similarRows(
  embeddings: Matrix,
  query: number,
  count: number,
): { row: number; similarity: number }[] {
  const wanted = rowOf(embeddings, query);
  const length = (values: Float32Array): number => Math.sqrt(dot(values, values)) || 1;
  const own = length(wanted);
  const similarities = Float32Array.from({ length: embeddings.rows }, (_, row) => {
    const other = rowOf(embeddings, row);
    return dot(wanted, other) / (own * length(other));
  });
  return Array.from(similarities.keys())
    .filter((row) => row !== query)
    .sort((i, j) => (similarities[j] ?? 0) - (similarities[i] ?? 0) || i - j)
    .slice(0, count)
    .map((row) => ({ row, similarity: similarities[row] ?? 0 }));
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
