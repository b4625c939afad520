import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** One side of a comparison. */
export interface Contender {
  name: string;
  /** Milliseconds that one round took. */
  time(): Promise<number>;
  end(): Promise<void> | void;
}

/**
 * A Python script of `tests/bench` that says when it is ready and then answers each line with milliseconds.
 * `PYTHON` names a Python with torch.
 */
export async function torchContender(
  name: string,
  script: string,
  args: readonly string[],
  question = 'go',
): Promise<Contender> {
  const file = path.join(import.meta.dirname, '../bench', script);
  const child = spawn(process.env['PYTHON'] ?? 'python3', [file, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const answer = async (): Promise<string> => String((await once(lines, 'line'))[0]);
  await answer();
  return {
    name,
    async time() {
      const next = answer();
      child.stdin.write(`${question}\n`);
      return Number((await next).split(' ')[0]);
    },
    end: () => void child.stdin.end(),
  };
}

/** Runs contenders in turn. @returns the median of each one's rounds, milliseconds */
export async function interleaved(
  contenders: readonly Contender[],
  rounds: number,
): Promise<number[]> {
  const times = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, contender] of contenders.entries()) times[i]?.push(await contender.time());
  }
  return times.map(
    (each) => each.toSorted((a, b) => a - b)[Math.floor(each.length / 2)] ?? Number.NaN,
  );
}

/** Prints images a second of each, and the ratio to the fastest PyTorch. */
export function printSpeeds(
  title: string,
  contenders: readonly Contender[],
  speeds: readonly number[],
): void {
  const fastest = Math.max(
    ...speeds.filter((_, i) => contenders[i]?.name.startsWith('PyTorch') === true),
  );
  console.log(title);
  contenders.forEach(({ name }, i) => {
    const speed = speeds[i] ?? 0;
    const ratio = (speed / fastest).toFixed(2);
    console.log(`${name.padEnd(30)} ${speed.toFixed(0).padStart(6)}  ${ratio}`);
  });
}
