/**
 * `npm run bench:memory -- [steps]`: pretrains for 10,000 small steps and prints the resident memory and the number of
 * tensors on the way; then once more on ten times as many packed images. Neither may grow.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PackWriter } from '../../main/files/packed-samples.ts';
import { PackedSource } from '../../main/learn/data/packed-source.ts';
import { tf } from '../../main/learn/engine/tensorflow.ts';
import { pretrainConfig } from '../../main/learn/pretrain/config.ts';
import { pretrain } from '../../main/learn/pretrain/pretrain.ts';

const steps = Number(process.argv[2] ?? 10_000);
const dir = mkdtempSync(path.join(tmpdir(), 'pretext-memory-'));
const side = 28;

async function pack(count: number): Promise<string> {
  const file = path.join(dir, `${count}.safetensors`);
  const writer = new PackWriter(file, { kind: 'images', height: side, width: side, channels: 1 });
  const pixels = new Uint8Array(side * side);
  for (let i = 0; i < count; i++) {
    for (let at = 0; at < pixels.length; at++)
      pixels[at] = (i * 31 + at * 7 + (at % (1 + (i % 13)))) % 256;
    writer.append(pixels);
  }
  await writer.finish();
  return file;
}

const megabytes = (): number => Math.round(process.memoryUsage.rss() / 1e6);

/** @returns resident megabytes at the end */
async function run(images: number, wanted: number): Promise<number> {
  const file = await pack(images);
  const source = new PackedSource(Array.from({ length: images }, (_, row) => ({ file, row })));
  console.log(`${images} images, ${wanted} steps`);
  let last = 0;
  await pretrain({
    config: pretrainConfig('simclr', { batchSize: 16, budget: { kind: 'steps', steps: wanted } }),
    source,
    known: null,
    checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
    hooks: {
      onStep({ step }) {
        if (step % Math.ceil(wanted / 5) !== 0) return;
        last = megabytes();
        console.log(`  step ${step}: ${last} MB resident, ${tf.memory().numTensors} tensors`);
      },
    },
  });
  source.close();
  return last;
}

const small = await run(10_000, steps);
const large = await run(100_000, Math.ceil(steps / 10));
console.log(`100,000 images against 10,000: ${(large / small).toFixed(2)} times the memory`);
rmSync(dir, { recursive: true });
