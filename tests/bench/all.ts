/**
 * `npm run bench -- [rounds]`: the engine beside PyTorch and Pillow, one comparison after the other, each interleaved, both
 * cores, median of the rounds (5). `PYTHON` names a Python with torch 2.13, torchvision, lightly and Pillow. It takes about half an
 * hour; nothing else should run.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const [rounds = '5'] = process.argv.slice(2);
const comparisons: [script: string, args: string[]][] = [
  ['step', [rounds, 'small-conv', '256']],
  ['step', [rounds, 'resnet18', '128']],
  ['pipeline', [rounds]],
  ['photos', [rounds]],
  ['embed', [rounds]],
];
for (const [script, args] of comparisons) {
  const file = path.join(import.meta.dirname, `${script}.ts`);
  const { status } = spawnSync(process.execPath, [file, ...args], {
    stdio: ['ignore', 'inherit', 'ignore'],
  });
  if (status !== 0) {
    console.error(`${script} failed: run it by itself to see why.`);
    process.exitCode = 1;
  }
  console.log();
}
