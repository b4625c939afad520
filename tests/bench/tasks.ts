/**
 * `npm run bench:tasks -- [fashion|stamps] [images] [steps, by commas] [tasks, by commas]`: every pretext task, or those
 * named, trained for so many steps, and what its encoder is then worth: kNN probe on 2,000 known labels, leave one out,
 * and the measures without labels by which `--method auto` judges. Step 0 is the encoder untrained. Nothing is tuned.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { judgeEncoder } from '../../main/learn/auto/judge.ts';
import { subset } from '../../main/learn/data/sample-source.ts';
import { Network } from '../../main/learn/models/network.ts';
import { encoderFor } from '../../main/learn/models/registry.ts';
import { methodNamed, taskOf } from '../../main/learn/pretext/method.ts';
import { suits } from '../../main/learn/pretext/needs.ts';
import { pretextTaskNames } from '../../main/learn/pretext/registry.ts';
import { readWeights } from '../../main/learn/pretrain/checkpoint.ts';
import { pretrainConfig } from '../../main/learn/pretrain/config.ts';
import { pretrain } from '../../main/learn/pretrain/pretrain.ts';
import { specOfKind } from '../../shared/sample-spec.ts';
import { fashionSet, stampSet } from '../support/labelled-sets.ts';

const [name = 'fashion', images = '5000', steps = '400', tasks = pretextTaskNames.join(',')] =
  process.argv.slice(2);
const set = name === 'stamps' ? await stampSet() : fashionSet();
const first = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);
const source = subset(set.train, first(Math.min(Number(images), set.train.count)));
const labelled = Math.min(2000, source.count);
const known = {
  indices: first(labelled),
  labels: set.trainLabels.slice(0, labelled),
  classes: set.classes,
};
/** Of 128 pictures the stamps would fill four batches. */
const batchSize = name === 'stamps' ? 64 : undefined;
const { height, width } = specOfKind(source.spec, 'images');
const dir = mkdtempSync(path.join(tmpdir(), 'pretext-tasks-'));
const encoderFile = path.join(dir, 'encoder.safetensors');

console.log(`${name}: ${source.count} images of ${height} × ${width}, ${labelled} labels`);
const heads = ['steps', 'seconds', 'kNN, %', 'views, %', 'align', 'unif', 'rank'];
console.log('task'.padEnd(28), ...heads.map((head) => head.padStart(9)), ' verdict');
for (const count of steps.split(',').map(Number)) {
  for (const method of tasks.split(',').map((text) => methodNamed(text))) {
    if (!suits(taskOf(method), source.spec)) continue;
    await measure(method, count);
  }
}
rmSync(dir, { recursive: true });

async function measure(method: ReturnType<typeof methodNamed>, count: number): Promise<void> {
  const budget = { kind: 'steps', steps: Math.max(1, count) } as const;
  const config = pretrainConfig(method, { batchSize, budget });
  const { graph } = encoderFor(config.encoder, source.spec);
  const encoder = new Network('encoder', graph, config.seed);
  let took = { seconds: 0, state: 'untrained' };
  if (count > 0) {
    const { seconds, verdict } = await pretrain({
      config,
      source,
      known: null,
      checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
      encoderFile,
      checkpointSeconds: Number.POSITIVE_INFINITY,
    });
    readWeights(encoderFile, [encoder]);
    took = { seconds, state: verdict.state };
  }
  const judged = await judgeEncoder(encoder, source, known, config.seed);
  encoder.dispose();
  const cells = [
    String(count),
    took.seconds.toFixed(0),
    (100 * (judged.knn ?? Number.NaN)).toFixed(1),
    (100 * judged.retrieval).toFixed(1),
    judged.alignment.toFixed(3),
    judged.uniformity.toFixed(2),
    judged.effectiveRank.toFixed(1),
  ];
  console.log(method.padEnd(28), ...cells.map((cell) => cell.padStart(9)), ` ${took.state}`);
}
