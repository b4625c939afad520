import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { exportedPredictor, predict } from '../../main/app/predict.ts';
import { predictNumbers } from '../../main/app/predict-numbers.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { inProcessHost } from './in-process-host.ts';

/** Runs the programs that lie beside an export, and reads what they print. */

export interface Told {
  name: string;
  /** Null of a number. */
  label: string | null;
  /** Probability of the class, or the number. */
  value: number;
  unsure: boolean;
  /** How far the probability may be off without another class, or another word on how sure it is. */
  room: number;
  interval: [number, number] | null;
}

const python = process.env['PYTHON'] ?? 'python3';
const modules = path.join(import.meta.dirname, '../../node_modules');

/** Whether Python has all of some modules. */
export const hasPython = (...names: string[]): boolean =>
  spawnSync(python, ['-c', `import ${names.join(', ')}`], { timeout: 60_000 }).status === 0;

/** What the app says of files, by an export. */
export async function appTells(dir: string, files: readonly string[]): Promise<Told[]> {
  const predictor = exportedPredictor(dir);
  const { signal } = new AbortController();
  const services = { host: inProcessHost, reporter: silentReporter, signal };
  if (predictor.target === 'number') {
    const { predictions } = await predictNumbers(predictor, files, null, services);
    return predictions.map(({ path: name, value, interval }) => ({
      ...{ name, label: null, value, unsure: false, room: 1, interval },
    }));
  }
  const { predictions } = await predict(predictor, files, null, services);
  return predictions.map(({ path: name, label, confidence: value, unsure, probabilities }) => {
    const [first = 0, second = 0] = Object.values(probabilities).sort((a, b) => b - a);
    const room = Math.min((first - second) / 2, Math.abs(first - predictor.unsureBelow));
    return { name, label, value, unsure, room, interval: null };
  });
}

export const pythonTells = (dir: string, files: readonly string[]): Told[] =>
  tellsOf(python, [path.join(dir, 'use.py'), ...files]);

export function nodeTells(dir: string, files: readonly string[]): Told[] {
  link(dir, ['onnxruntime-node', 'sharp', 'csv-parse']);
  return tellsOf(process.execPath, [path.join(dir, 'use.mjs'), ...files]);
}

/** As npm would install packages beside the program. */
function link(dir: string, names: readonly string[]): void {
  const own = path.join(dir, 'node_modules');
  mkdirSync(own, { recursive: true });
  for (const name of names) {
    try {
      symlinkSync(path.join(modules, name), path.join(own, name), 'junction');
    } catch {
      // It is there from the time before.
    }
  }
}

function tellsOf(command: string, args: readonly string[]): Told[] {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: '/' });
  expect(status, stderr).toBe(0);
  return toldBy(stdout);
}

/** What a program has said, a line each. */
export const toldBy = (output: string): Told[] => output.trim().split('\n').map(toldIn);

const classLine = /^(?<name>.*): (?<unsure>unsure, perhaps )?(?<label>.*) (?<value>[01]\.\d{4})$/;
const numberLine =
  /^(?<name>.*): (?<value>[-+.e\d]+) \(90% within (?<low>[-+.e\d]+) to (?<high>[-+.e\d]+)\)$/;

function toldIn(line: string): Told {
  const number = numberLine.exec(line)?.groups;
  if (number !== undefined) {
    const { name = '', value, low, high } = number;
    const interval: [number, number] = [Number(low), Number(high)];
    return { name, label: null, value: Number(value), unsure: false, room: 1, interval };
  }
  const { name = '', label = '', value, unsure } = classLine.exec(line)?.groups ?? {};
  expect(label, line).not.toBe('');
  return {
    name,
    label,
    value: Number(value),
    unsure: unsure !== undefined,
    room: 0,
    interval: null,
  };
}

/** Expects a program to say what the app says. @param tolerance of probabilities, and of numbers */
export function expectTold(
  theirs: readonly Told[],
  ours: readonly Told[],
  tolerance: number,
): void {
  expect(theirs).toHaveLength(ours.length);
  const others = inOrder(theirs);
  for (const [i, our] of inOrder(ours).entries()) {
    const their = others[i];
    if (our.room > tolerance) {
      expect(their?.label, our.name).toBe(our.label);
      expect(their?.unsure, our.name).toBe(our.unsure);
    }
    expect(Math.abs((their?.value ?? Number.NaN) - our.value), our.name).toBeLessThan(tolerance);
    for (const side of [0, 1] as const) {
      const off = (their?.interval?.[side] ?? 0) - (our.interval?.[side] ?? 0);
      expect(Math.abs(off), our.name).toBeLessThan(tolerance);
    }
  }
}

/** Files by their names, the parts of each as they come. */
function inOrder(told: readonly Told[]): Told[] {
  const fileOf = ({ name }: Told): string => name.split(', ')[0] ?? '';
  return told.toSorted((a, b) => (fileOf(a) < fileOf(b) ? -1 : fileOf(a) > fileOf(b) ? 1 : 0));
}
