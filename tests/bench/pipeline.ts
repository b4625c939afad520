/**
 * `npm run bench:pipeline -- [rounds] [batch]`: SimCLR from packed images of 32 × 32 × 3 through two augmented views to the
 * logged loss, against PyTorch with lightly's transform in 2 DataLoader workers, interleaved, both cores. Images a second
 * are counted before they become two views. `PYTHON` names a Python with torch, torchvision and lightly.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { PackWriter } from '../../main/files/packed-samples.ts';
import { PackedSource } from '../../main/learn/data/packed-source.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import { pretrainConfig } from '../../main/learn/pretrain/config.ts';
import { pretrain } from '../../main/learn/pretrain/pretrain.ts';
import {
  type Contender,
  interleaved,
  printSpeeds,
  torchContender,
} from '../support/torch-process.ts';

const [rounds = '5', batch = '128'] = process.argv.slice(2);
const batchSize = Number(batch);
const side = 32;
const images = 20_000;
/** Steps timed at a time: many more than batches that PyTorch's workers have ready at the start (4). */
const steps = 30;

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-pipeline-'));

async function pack(): Promise<string> {
  const file = path.join(dir, 'images.safetensors');
  const writer = new PackWriter(file, { kind: 'images', height: side, width: side, channels: 3 });
  const uniform = seededUniform(1);
  for (let i = 0; i < images; i++) {
    writer.append(Uint8Array.from({ length: side * side * 3 }, () => uniform() * 256));
  }
  await writer.finish();
  return file;
}

/** The product's own training, let through some steps at a time. */
function ours(file: string): Contender & { warm(): Promise<unknown> } {
  const source = new PackedSource(Array.from({ length: images }, (_, row) => ({ file, row })));
  let gate = Promise.withResolvers<'continue' | 'stop'>();
  let left = 0;
  let reached = Promise.withResolvers<undefined>();
  const training = pretrain({
    config: pretrainConfig('simclr', { batchSize, budget: { kind: 'steps', steps: 1_000_000 } }),
    source,
    known: null,
    checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
    checkpointSeconds: 100_000,
    hooks: {
      onStep() {
        left -= 1;
        if (left > 0) return;
        gate = Promise.withResolvers();
        reached.resolve(undefined);
      },
      between: () => gate.promise,
    },
  });
  const go = async (count: number): Promise<number> => {
    left = count;
    reached = Promise.withResolvers();
    const begun = performance.now();
    gate.resolve('continue');
    await Promise.race([reached.promise, training]);
    return (performance.now() - begun) / count;
  };
  return {
    name: 'Pretext Studio',
    warm: () => go(3),
    time: () => go(steps),
    async end() {
      gate.resolve('stop');
      await training;
      source.close();
    },
  };
}

const file = await pack();
const mine = ours(file);
await mine.warm();
const torch = (mode: string): Promise<Contender> =>
  torchContender(
    `PyTorch with lightly, ${mode}`,
    'pipeline.py',
    [file, String(availableParallelism()), mode, batch],
    String(steps),
  );
const contenders = [mine, await torch('channels_last'), await torch('compile')];
const times = await interleaved(contenders, Number(rounds));
printSpeeds(
  `SimCLR, batch ${batch}, ${rounds} rounds of ${steps} steps, median images a second`,
  contenders,
  times.map((milliseconds) => (1000 * batchSize) / milliseconds),
);
for (const contender of contenders) await contender.end();
rmSync(dir, { recursive: true });
