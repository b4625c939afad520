import { existsSync } from 'node:fs';
import path from 'node:path';
import type { SampleProjectName } from '../../shared/sample-projects.ts';
import { type ImportReport, importData } from './import-data.ts';
import { labelFromCsv, testFromCsv } from './label-data.ts';
import type { ImportedKind } from './preprocessing/preprocessing.ts';
import type { Project } from './project.ts';
import type { ImportServices } from './services.ts';

const folder = path.join(import.meta.dirname, '../../resources/samples');

/** Files in `resources/samples`, where their licences are too. */
interface SampleData {
  /** Of a project of it. */
  name: string;
  data: string;
  /** Where it is taken for something else: folders of numbered pictures are mostly pictures. */
  kind?: ImportedKind;
  /** Labels for training: columns path, label. */
  train: string;
  /** Labelled samples that are kept for testing. */
  test: string;
  /** Of a table. */
  labelColumn?: string;
}

const samples: Readonly<Record<SampleProjectName, SampleData>> = {
  clothes: {
    name: 'Fashion sample',
    data: 'fashion-mnist.zip',
    train: 'fashion-mnist-train.csv',
    test: 'fashion-mnist-test.csv',
  },
  cells: {
    name: 'Cells sample',
    data: 'breast-cancer.csv',
    train: 'breast-cancer-train.csv',
    test: 'breast-cancer-test.csv',
    labelColumn: 'diagnosis',
  },
  prompts: {
    name: 'Voices sample',
    data: 'prompts.zip',
    train: 'prompts-train.csv',
    test: 'prompts-test.csv',
  },
  speeches: {
    name: 'Speeches sample',
    data: 'speeches.zip',
    train: 'speeches-train.csv',
    test: 'speeches-test.csv',
  },
  moves: {
    name: 'Camera sample',
    data: 'camera-moves',
    kind: 'video',
    train: 'camera-moves-train.csv',
    test: 'camera-moves-test.csv',
  },
};

/** A folder for a sample project that is not there yet. */
export function sampleProjectFolder(sample: SampleProjectName, parent: string): string {
  for (let number = 1; ; number++) {
    const name = `${samples[sample].name}${number === 1 ? '' : ` ${number}`}`;
    const dir = path.join(parent, `${name}.pretext`);
    if (!existsSync(dir)) return dir;
  }
}

/** Imports sample data with its test samples, and its training labels on request. */
export async function importSample(
  project: Project,
  sample: SampleProjectName,
  withLabels: boolean,
  services: ImportServices,
): Promise<ImportReport> {
  const { data, kind, train, test, labelColumn } = samples[sample];
  const report = await importData(
    project,
    [path.join(folder, data)],
    {
      ...{ preprocessing: {}, labelsFrom: null, split: 'train' },
      ...(kind === undefined ? {} : { kind }),
      ...(labelColumn === undefined ? {} : { labelColumn }),
    },
    services,
  );
  services.reporter.progress({ stage: 'labels', share: 0 });
  await testFromCsv(project, path.join(folder, test), null, services);
  if (withLabels) await labelFromCsv(project, path.join(folder, train), null);
  return report;
}
