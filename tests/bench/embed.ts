/**
 * `npm run bench:embed -- [rounds] [images]`: embedding grey 28 × 28 images with the small encoder against PyTorch
 * inference (channels-last, torch.compile), interleaved, both cores. `PYTHON` names a Python with torch.
 */
import { availableParallelism } from 'node:os';
import type { SampleSource } from '../../main/learn/data/sample-source.ts';
import { embedSamples } from '../../main/learn/finetune/embed.ts';
import { Network } from '../../main/learn/models/network.ts';
import { encoders } from '../../main/learn/models/registry.ts';
import {
  type Contender,
  interleaved,
  printSpeeds,
  torchContender,
} from '../support/torch-process.ts';

const [rounds = '7', images = '20000'] = process.argv.slice(2);
const count = Number(images);
const source: SampleSource = {
  count,
  spec: { kind: 'images', height: 28, width: 28, channels: 1 },
  readInto: (index, target, offset) => void target.fill(index % 256, offset, offset + 28 * 28),
};
const encoder = new Network('encoder', encoders['small-conv'].build([28, 28, 1]).graph, 1);
const ours: Contender = {
  name: 'Pretext Studio, graph',
  async time() {
    const begun = performance.now();
    await embedSamples(encoder, source);
    return performance.now() - begun;
  },
  end: () => encoder.dispose(),
};
await ours.time();
const torch = (mode: 'channels_last' | 'compile'): Promise<Contender> =>
  torchContender(`PyTorch, ${mode}`, 'embed.py', [String(availableParallelism()), images, mode]);
const contenders = [ours, await torch('channels_last'), await torch('compile')];
const times = await interleaved(contenders, Number(rounds));
printSpeeds(
  `embedding ${images} images, ${rounds} rounds, median images a second (ours with making the graph)`,
  contenders,
  times.map((milliseconds) => (1000 * count) / milliseconds),
);
for (const contender of contenders) await contender.end();
