import type { SampleSource } from '../../main/learn/data/sample-source.ts';

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
