import type { Matrix } from '../../main/learn/data/matrix.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';

/** Nested lists as a matrix. */
export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  return {
    rows: rows.length,
    columns: rows[0]?.length ?? 0,
    values: Float32Array.from(rows.flat()),
  };
}

/** Points around some centres, in turn: row i belongs to centre i % centres. */
export function cloudsOf(count: number, columns: number, centres: number, noise: number): Matrix {
  const uniform = seededUniform(5);
  const centre = Float32Array.from({ length: centres * columns }, () => uniform() - 0.5);
  const values = Float32Array.from({ length: count * columns }, (_, i) => {
    const group = Math.floor(i / columns) % centres;
    return (centre[group * columns + (i % columns)] ?? 0) + noise * (uniform() - 0.5);
  });
  return { rows: count, columns, values };
}
