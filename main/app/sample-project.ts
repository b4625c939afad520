import { existsSync } from 'node:fs';
import path from 'node:path';
import { type ImportReport, importData } from './import-data.ts';
import { labelFromCsv, testFromCsv } from './label-data.ts';
import type { Project } from './project.ts';
import type { ImportServices } from './services.ts';

const samples = path.join(import.meta.dirname, '../../resources/samples');
const name = 'Fashion sample';

/** A folder for a sample project that is not there yet. */
export function sampleProjectFolder(folder: string): string {
  for (let number = 1; ; number++) {
    const dir = path.join(folder, `${name}${number === 1 ? '' : ` ${number}`}.pretext`);
    if (!existsSync(dir)) return dir;
  }
}

/** Imports the sample data with its test images, and its training labels on request. */
export async function importSample(
  project: Project,
  withLabels: boolean,
  services: ImportServices,
): Promise<ImportReport> {
  const zip = path.join(samples, 'fashion-mnist.zip');
  const choices = { preprocessing: {}, labelsFrom: null, split: 'train' } as const;
  const report = await importData(project, [zip], choices, services);
  services.reporter.progress({ stage: 'labels', share: 0 });
  await testFromCsv(project, path.join(samples, 'fashion-mnist-test.csv'), null, services);
  if (withLabels) {
    await labelFromCsv(project, path.join(samples, 'fashion-mnist-train.csv'), null);
  }
  return report;
}
