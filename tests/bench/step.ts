/**
 * `npm run bench:step -- [rounds] [encoder] [batch]`: the reference step of this engine (graph and eager) against
 * PyTorch (NCHW, channels-last, torch.compile), interleaved, both cores. `PYTHON` names a Python with torch.
 * Prints the median images a second of each, and the ratio to the fastest PyTorch.
 */
import { availableParallelism } from 'node:os';
import { referenceStep } from '../../main/learn/benchmark/reference-step.ts';
import type { EncoderName } from '../../main/learn/models/registry.ts';
import {
  type Contender,
  interleaved,
  printSpeeds,
  torchContender,
} from '../support/torch-process.ts';

const [rounds = '7', encoder = 'small-conv', batch = encoder === 'small-conv' ? '256' : '128'] =
  process.argv.slice(2);
const batchSize = Number(batch);
/** Steps timed at a time: a few seconds. */
const steps = encoder === 'small-conv' ? 8 : 1;

function ours(eager: boolean): Contender {
  const step = referenceStep(encoder as EncoderName, batchSize, eager);
  for (let warmUp = 0; warmUp < 3; warmUp++) step.run();
  return {
    name: `Pretext Studio, ${step.path}`,
    time() {
      const begun = performance.now();
      for (let i = 0; i < steps; i++) step.run();
      return Promise.resolve((performance.now() - begun) / steps);
    },
    end: () => step.dispose(),
  };
}

const torch = (mode: 'nchw' | 'channels_last' | 'compile'): Promise<Contender> =>
  torchContender(
    `PyTorch, ${mode}`,
    'step.py',
    [encoder, String(availableParallelism()), mode, batch],
    String(steps),
  );

const contenders = [
  ours(false),
  ours(true),
  await torch('nchw'),
  await torch('channels_last'),
  await torch('compile'),
];
const times = await interleaved(contenders, Number(rounds));
printSpeeds(
  `${encoder}, batch ${batch}, ${rounds} rounds of ${steps} steps, median images a second`,
  contenders,
  times.map((milliseconds) => (1000 * batchSize) / milliseconds),
);
for (const contender of contenders) await contender.end();
