import { expect, test } from 'vitest';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { neighbourGraph } from '../../../main/learn/propagate/neighbour-graph.ts';
import { spectralEmbedding } from '../../../main/learn/propagate/spectral-embedding.ts';
import { suggestDoubtful } from '../../../main/learn/select/by-doubt.ts';
import { suggestBalanced } from '../../../main/learn/select/connected.ts';
import { suggestTypicalThenDoubtful } from '../../../main/learn/select/typical-then-doubtful.ts';
import { cloudsOf, matrixOf } from '../../support/matrix.ts';

const nobody = { rows: [], labels: [], classes: 0 };

/** Two rings, one inside the other, and a bar beside them: like is what is joined, not what is near. */
function rings() {
  const circle = (radius: number, count: number): number[][] =>
    Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count;
      return [radius * Math.cos(angle), radius * Math.sin(angle), 4];
    });
  const bar = Array.from({ length: 60 }, (_, i) => [3, i / 30 - 1, 4]);
  return matrixOf([...circle(1, 160), ...circle(1.6, 240), ...bar]);
}

test('the first suggestions are one of each thing that is joined, the largest first', async () => {
  const features = rings();
  const graph = await neighbourGraph(features, 6);
  const smooth = await spectralEmbedding(graph, 3, 1);
  const before = tf.memory().numTensors;
  const suggested = await suggestBalanced({ features, graph, smooth }, nobody, 3, 1);
  expect(tf.memory().numTensors).toBe(before);
  const partOf = (row: number): number => (row < 160 ? 0 : row < 400 ? 1 : 2);
  expect(new Set(suggested.map(({ row }) => partOf(row)))).toEqual(new Set([0, 1, 2]));
});

test('a class that has more labels than the mean waits until the others have theirs', async () => {
  const features = cloudsOf(400, 8, 2, 0.9);
  const graph = await neighbourGraph(features);
  const smooth = await spectralEmbedding(graph, 6, 1);
  const pool = { features, graph, smooth };
  // Even rows are of the first cloud, odd ones of the second.
  const known = { rows: [0, 2, 4, 6, 8, 1], labels: [0, 0, 0, 0, 0, 1], classes: 2 };
  const next = await suggestBalanced(pool, known, 4, 1);
  expect(next.map(({ row }) => row % 2)).toEqual([1, 1, 1, 1]);
  const other = { ...known, labels: [1, 1, 1, 1, 1, 0] };
  expect((await suggestBalanced(pool, other, 4, 1)).map(({ row }) => row % 2)).toEqual([
    1, 1, 1, 1,
  ]);
  const mirrored = { rows: [1, 3, 5, 7, 9, 0], labels: [0, 0, 0, 0, 0, 1], classes: 2 };
  expect((await suggestBalanced(pool, mirrored, 4, 1)).every(({ row }) => row % 2 === 0)).toBe(
    true,
  );
});

test('answered one by one, suggestions are those of one request while classes are unknown', async () => {
  const features = cloudsOf(400, 8, 4, 0.9);
  const graph = await neighbourGraph(features);
  const pool = { features, graph, smooth: await spectralEmbedding(graph, 6, 1) };
  const together = (await suggestBalanced(pool, nobody, 5, 1)).map(({ row }) => row);
  const rows: number[] = [];
  while (rows.length < 5) {
    // A second class, which nobody labelled: no class is balanced yet.
    const known = { rows, labels: rows.map(() => 0), classes: 2 };
    const [next] = await suggestBalanced(pool, known, 1, 1);
    if (next !== undefined) rows.push(next.row);
  }
  expect(rows).toEqual(together);
});

test('among many samples that are all alike, the last without a label is suggested', async () => {
  // Of one direction, but for rounding: others are nearer to the first than it is to itself.
  const alike = (i: number): number[] => [0.6, 0.7, 0.2].map((value) => value * (1 + i / 7));
  const features = matrixOf(Array.from({ length: 90 }, (_, i) => (i < 80 ? alike(i) : [i, 1, 0])));
  const pool = { features, graph: await neighbourGraph(features, 6), smooth: features };
  const rows = Array.from({ length: 89 }, (_, i) => i + 1);
  const known = { rows, labels: rows.map(() => 0), classes: 1 };
  expect((await suggestBalanced(pool, known, 5, 1)).map(({ row }) => row)).toEqual([0]);
});

test('with ten labels a class the closest calls come in place of what is typical', async () => {
  const features = cloudsOf(400, 8, 2, 1.5);
  const graph = await neighbourGraph(features);
  const pool = { features, graph, smooth: await spectralEmbedding(graph, 6, 1) };
  const labelled = (count: number, classes = 2) => ({
    rows: Array.from({ length: count }, (_, row) => row),
    labels: Array.from({ length: count }, (_, row) => (classes === 2 ? row % 2 : 0)),
    classes,
  });
  const few = labelled(19);
  expect(await suggestTypicalThenDoubtful(pool, few, 5, 1)).toEqual(
    await suggestBalanced(pool, few, 5, 1),
  );
  const enough = labelled(20);
  const next = await suggestTypicalThenDoubtful(pool, enough, 5, 1);
  expect(next).toEqual(await suggestDoubtful(features, enough, 'margin', 5, 1));
  expect(next.every(({ between }) => between !== undefined)).toBe(true);
  // Numbers are all of one class: there is nothing to doubt.
  const numbers = labelled(20, 1);
  expect(await suggestTypicalThenDoubtful(pool, numbers, 5, 1)).toEqual(
    await suggestBalanced(pool, numbers, 5, 1),
  );
});
