/**
 * `npm run bench:import -- [images]`: imports a zip of Fashion-MNIST pictures (Debian's dataset-fashion-mnist)
 * and labels 5,000 of them, and prints how long it took and the longest time that this process did not answer.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { importData } from '../../main/app/import-data.ts';
import { labelFromCsv } from '../../main/app/label-data.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { nameOf, readFashion, writeLabels, writeZip } from '../support/fashion-mnist.ts';

const images = Number(process.argv[2] ?? 20_000);
const labelled = Math.min(5_000, images);
const dir = mkdtempSync(path.join(tmpdir(), 'pretext-import-'));
const { pixels, labels } = readFashion('train');
const data = path.join(dir, 'data.zip');
await writeZip(data, pixels, images);
const csv = path.join(dir, 'labels.csv');
writeLabels(
  csv,
  Array.from({ length: labelled }, (_, i) => [nameOf(i), labels[i] ?? 0] as const),
);

const services = { reporter: silentReporter, signal: new AbortController().signal };
const delay = monitorEventLoopDelay({ resolution: 1 });

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  global.gc?.();
  delay.reset();
  delay.enable();
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 20)); // the last block counts too
  delay.disable();
  const [longest, often] = [delay.max / 1e6, delay.percentile(99.9) / 1e6];
  console.log(
    `${what}: ${seconds.toFixed(1)} s; longest block ${longest.toFixed(0)} ms, 99.9 % below ${often.toFixed(0)} ms`,
  );
}

const project = Project.create(path.join(dir, 'project'));
const choices = { preprocessing: {}, labelsFrom: null, split: 'train' } as const;
await timed(`importing ${images} images`, () => importData(project, [data], choices, services));
await timed(`labelling ${labelled} of them`, () => labelFromCsv(project, csv, null));
await timed(`importing the same ${images} again`, () =>
  importData(project, [data], choices, services),
);
project.close();
rmSync(dir, { recursive: true });
