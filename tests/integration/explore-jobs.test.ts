import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { connected } from '../../main/learn/select/connected-pool.ts';
import { readAnomalies } from '../../main/training/anomalies-file.ts';
import { readClusters } from '../../main/training/clusters-file.ts';
import { readConnected, writeConnected } from '../../main/training/connected-file.ts';
import { embeddedDigest, writeEmbeddings } from '../../main/training/embeddings-file.ts';
import { forkHost } from '../../main/training/host.ts';
import { runJob } from '../../main/training/run-job.ts';
import type { JobSpec } from '../../shared/training.ts';
import { cloudsOf } from '../support/matrix.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-explore-'));
const embeddings = path.join(dir, 'embeddings.safetensors');
const rows = 1200;
/** Ids that are no row numbers. */
const idOf = (row: number): number => 10 + 3 * row;
const sampleIds = Int32Array.from({ length: rows }, (_, row) => idOf(row));
writeEmbeddings(embeddings, cloudsOf(rows, 16, 5, 0.3), sampleIds, 'these images');

function clustersJob(changes: Partial<JobSpec<'clusters'>>): JobSpec<'clusters'> {
  const target = path.join(dir, 'clusters.safetensors');
  const asked = { count: null, smallest: null, chosenBy: 'data' } as const;
  return {
    kind: 'clusters',
    embeddings,
    algorithm: 'k-means',
    ...asked,
    seed: 1,
    target,
    ...changes,
  };
}

test('clusters are found in the training process, told as they go, and kept by sample', async () => {
  const stages = new Set<string>();
  const job = runJob<'clusters'>(forkHost(), clustersJob({}), {
    onProgress: ({ stage, share }) => {
      stages.add(stage);
      expect(share).toBeLessThanOrEqual(1);
    },
  });
  const { count, file } = await job.result;
  expect(count).toBe(5);
  expect([...stages]).toEqual(['finding clusters']);
  const kept = readClusters(file);
  expect(kept).toMatchObject({ algorithm: 'k-means', digest: 'these images', chosenBy: 'data' });
  expect(kept.sampleIds).toEqual(sampleIds);
  const clusterOf = new Map(
    Array.from(kept.sampleIds, (id, row) => [id, kept.assignment[row]] as const),
  );
  for (let row = 5; row < 50; row++) {
    expect(clusterOf.get(idOf(row))).toBe(clusterOf.get(idOf(row % 5)));
  }
}, 60_000);

test('anomalies are kept by sample, with usual ones beside them', async () => {
  const target = path.join(dir, 'anomalies.safetensors');
  const spec = { kind: 'anomalies', embeddings, target } as const;
  const { count, file } = await runJob<'anomalies'>(forkHost(), spec).result;
  const kept = readAnomalies(file);
  expect(kept.digest).toBe('these images');
  expect(kept.listed).toHaveLength(count);
  expect(kept.usual).toHaveLength(kept.usualCount * count);
  for (const id of [...kept.listed, ...kept.usual]) expect(sampleIds).toContain(id);
  const first = kept.sampleIds.indexOf(kept.listed[0] ?? 0);
  expect(kept.distances[first]).toBe(Math.max(...kept.distances));
}, 60_000);

test('what hangs together is read as it was written; a file that does not fit is named', async () => {
  const file = path.join(dir, 'connected.safetensors');
  const pool = await connected(cloudsOf(60, 6, 3, 0.4));
  const ids = sampleIds.slice(0, 60);
  writeConnected(file, { ...pool, sampleIds: ids }, 'these images');
  expect(embeddedDigest(file)).toBe('these images');
  const { features, smooth, graph, sampleIds: read } = readConnected(file);
  expect([features, smooth, read]).toEqual([pool.features, pool.smooth, ids]);
  expect([graph.nodes, graph.offsets, graph.neighbours]).toEqual([
    pool.graph.nodes,
    pool.graph.offsets,
    pool.graph.neighbours,
  ]);
  graph.degrees.forEach((degree, node) => {
    expect(degree).toBeCloseTo(pool.graph.degrees[node] ?? 0, 5);
  });
  const neighbours = pool.graph.neighbours.map((node) => node + 1);
  const damaged = [
    { ...pool, sampleIds: ids.slice(1) },
    { ...pool, sampleIds: ids, graph: { ...pool.graph, neighbours } },
    { ...pool, sampleIds: ids, smooth: cloudsOf(59, 20, 3, 0.4) },
  ];
  for (const each of damaged) {
    writeConnected(file, each, '');
    expect(() => readConnected(file)).toThrow(
      expect.objectContaining({ code: 'corrupt-file', path: file }) as Error,
    );
  }
});

test('a search that is stopped leaves nothing behind; an unknown algorithm is refused', async () => {
  const target = path.join(dir, 'stopped.safetensors');
  const job = runJob<'clusters'>(forkHost(), clustersJob({ algorithm: 'hdbscan', target }));
  job.stop();
  await expect(job.result).rejects.toMatchObject({ code: 'cancelled' });
  expect(existsSync(target)).toBe(false);
  const unknown = runJob<'clusters'>(forkHost(), clustersJob({ algorithm: 'magic', target }));
  await expect(unknown.result).rejects.toMatchObject({
    code: 'bad-usage',
    remedy: expect.stringContaining('hdbscan') as string,
  });
}, 60_000);

test('damaged files are named, with what to do', () => {
  const file = path.join(dir, 'damaged.safetensors');
  writeFileSync(file, 'nothing of the kind');
  for (const read of [readClusters, readAnomalies]) {
    expect(() => read(file)).toThrow(expect.objectContaining({ code: 'corrupt-file', path: file }));
    expect(() => read(embeddings)).toThrow(expect.objectContaining({ code: 'corrupt-file' }));
  }
});
