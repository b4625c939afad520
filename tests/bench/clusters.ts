/**
 * `npm run bench:clusters -- [fashion|stamps] [minutes]`: how well clusters that nobody labelled agree with the true classes.
 * One pretraining (SimCLR), embeddings of all training images, k-means with the number that the data choose and with the
 * true one, HDBSCAN; and seconds, also of the search for unusual images.
 * `TUXPAINT_STAMPS_DIR`, `FASHION_MNIST_DIR`: where the sets are.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ClusterAlgorithmName, clusterAlgorithms } from '../../main/learn/cluster/registry.ts';
import { clusterAgreement } from '../../main/learn/evaluate/cluster-agreement.ts';
import { findAnomalies } from '../../main/learn/explore/anomalies.ts';
import { unitRows } from '../../main/learn/explore/nearest.ts';
import { embedSamples } from '../../main/learn/finetune/embed.ts';
import { methodNamed } from '../../main/learn/pretext/method.ts';
import { pretrainConfig } from '../../main/learn/pretrain/config.ts';
import { pretrain } from '../../main/learn/pretrain/pretrain.ts';
import { readEncoder } from '../../main/learn/pretrain/read-encoder.ts';
import { fashionSet, stampSet } from '../support/labelled-sets.ts';

const [name = 'fashion', minutes = '4'] = process.argv.slice(2);
const { train, trainLabels, classes } = name === 'stamps' ? await stampSet() : fashionSet();
const dir = mkdtempSync(path.join(tmpdir(), 'pretext-clusters-'));
const config = pretrainConfig(methodNamed('simclr'), {
  budget: { kind: 'minutes', minutes: Number(minutes) },
});
const weights = path.join(dir, 'encoder.safetensors');
const { steps } = await pretrain({
  config,
  source: train,
  known: null,
  checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
  encoderFile: weights,
});
const encoder = readEncoder(weights, config.encoder, train.spec);
const embeddings = await embedSamples(encoder, train);
encoder.dispose();
rmSync(dir, { recursive: true });
console.log(`${name}: ${train.count} images, ${classes} classes; SimCLR, ${steps} steps`);
const points = unitRows(embeddings);

function show(what: string, rows: readonly number[], assignment: Int32Array): void {
  const scores = clusterAgreement(
    rows.map((row) => assignment[row] ?? -1),
    rows.map((row) => trainLabels[row] ?? 0),
  );
  const shown = Object.entries(scores).map(([score, value]) => `${score} ${value.toFixed(3)}`);
  console.log(`  ${what}: ${shown.join(', ')}`);
}

async function measure(algorithm: ClusterAlgorithmName, count: number | null): Promise<void> {
  const begun = performance.now();
  const settings = { count, smallest: null, seed: 1 };
  const found = await clusterAlgorithms[algorithm].cluster(points, settings);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const rows = Array.from(found.assignment.keys());
  const placed = rows.filter((row) => (found.assignment[row] ?? -1) >= 0);
  const how =
    count === null
      ? found.tried.map((each) => `${each.count}: ${each.silhouette.toFixed(2)}`).join(', ')
      : 'the true number';
  console.log(`${algorithm}, ${found.count} clusters (${how}), ${seconds} s`);
  show('all', rows, found.assignment);
  if (placed.length === rows.length) return;
  const share = ((100 * placed.length) / rows.length).toFixed(0);
  show(`the ${share} % in a cluster`, placed, found.assignment);
}

await measure('k-means', null);
await measure('k-means', classes);
await measure('hdbscan', null);
const begun = performance.now();
await findAnomalies(embeddings);
console.log(`unusual images: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
