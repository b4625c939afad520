import type { SampleSource } from '../../main/learn/data/sample-source.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';

/** Rows of a table in memory. @param features `[rows, features]`, end to end */
export function rowsInMemory(features: Float32Array, groups: number[]): SampleSource {
  const bytes = new Uint8Array(features.buffer, features.byteOffset, features.byteLength);
  const size = 4 * groups.reduce((sum, each) => sum + each, 0);
  return {
    count: bytes.length / size,
    spec: { kind: 'tables', groups },
    readInto(index, target, offset) {
      target.set(bytes.subarray(index * size, (index + 1) * size), offset);
    },
  };
}

/** Rows of four columns, two of which say what the others are: a number, a category of two, a number, a number; classes in turn. */
export function relatedRows(count: number): { source: SampleSource; labels: Int32Array } {
  const uniform = seededUniform(9);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const rows = Array.from(labels).flatMap((label) => {
    const value = 2 * uniform() - 1;
    return [value, 1 - label, label, 2 * label - 1 + 0.1 * uniform(), -value];
  });
  return { source: rowsInMemory(Float32Array.from(rows), [1, 2, 1, 1]), labels };
}
