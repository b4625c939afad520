/**
 * `npm run bench:step -- [rounds] [encoder] [batch]`: the reference step of this engine (graph and eager) against
 * PyTorch (NCHW, channels-last, torch.compile), interleaved, both cores. `PYTHON` names a Python with torch.
 * Prints the median images a second of each, and the ratio to the fastest PyTorch.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { referenceStep } from '../../main/learn/benchmark/reference-step.ts';
import type { EncoderName } from '../../main/learn/models/registry.ts';

const [rounds = '7', encoder = 'small-conv', batch = encoder === 'small-conv' ? '256' : '128'] =
  process.argv.slice(2);
const batchSize = Number(batch);
/** Steps timed at a time: a few seconds. */
const steps = encoder === 'small-conv' ? 8 : 1;

interface Contender {
  name: string;
  /** Milliseconds a step. */
  time(): Promise<number>;
  end(): void;
}

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

async function torch(mode: 'nchw' | 'channels_last' | 'compile'): Promise<Contender> {
  const script = path.join(import.meta.dirname, 'step.py');
  const args = [script, encoder, String(availableParallelism()), mode, batch];
  const child: ChildProcess = spawn(process.env['PYTHON'] ?? 'python3', args, {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: Interface = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const answer = async (): Promise<string> => {
    const [line] = (await once(lines, 'line')) as [string];
    return line;
  };
  await answer();
  return {
    name: `PyTorch, ${mode}`,
    async time() {
      const next = answer();
      child.stdin?.write(`${steps}\n`);
      return Number((await next).split(' ')[0]);
    },
    end: () => void child.stdin?.end(),
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const contenders = [
  ours(false),
  ours(true),
  await torch('nchw'),
  await torch('channels_last'),
  await torch('compile'),
];
const times = contenders.map((): number[] => []);
for (let round = 0; round < Number(rounds); round++) {
  for (const [i, contender] of contenders.entries()) times[i]?.push(await contender.time());
}
const speeds = times.map((each) => (1000 * batchSize) / median(each));
const fastest = Math.max(...speeds.slice(2));
console.log(
  `${encoder}, batch ${batch}, ${rounds} rounds of ${steps} steps, median images a second`,
);
contenders.forEach(({ name }, i) => {
  const speed = speeds[i] ?? 0;
  console.log(
    `${name.padEnd(30)} ${speed.toFixed(0).padStart(6)}  ${(speed / fastest).toFixed(2)}`,
  );
});
for (const contender of contenders) contender.end();
