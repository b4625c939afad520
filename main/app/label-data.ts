import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import { forEachCooperatively } from '../ingest/cooperative.ts';
import { type LabelRow, readLabelCsv } from '../ingest/label-csv.ts';
import type { SampleRow } from '../store/samples.ts';
import { importData } from './import-data.ts';
import { inCommits } from './in-commits.ts';
import type { Dataset, Project } from './project.ts';
import type { ImportServices } from './services.ts';

export interface LabelReport {
  /** Samples that have their label now. */
  labelled: number;
  /** Rows that could not be used, each with the name and the reason. */
  problems: string[];
}

/**
 * Labels training samples from a CSV file. Paths are relative to the data, or absolute.
 * @throws {PretextError} `not-found`, `bad-input` for the file as a whole
 */
export async function labelFromCsv(
  project: Project,
  csv: string,
  dataRoot: string | null,
): Promise<LabelReport> {
  const table = await readLabelCsv(csv);
  const dataset = project.dataset();
  const report = started(table.problems);
  await inCommits(project.store, table.rows, (row) => {
    const found = resolveRow(project, dataset, row, csv, dataRoot);
    if (typeof found === 'string') {
      report.problems.push(found);
      return;
    }
    for (const sample of partsOf(project, dataset, found, row)) {
      if (sample.split === 'test') {
        report.problems.push(
          `line ${row.line}: ${row.path} is a test image and is not trained on.`,
        );
      } else give(project, dataset, sample, row, report);
    }
  });
  return report;
}

/**
 * Takes the files of a CSV as test images, with their labels. Those that the data set does not have
 * are imported; those it has are taken out of training.
 * @throws {PretextError} `not-found`, `bad-input` for the file as a whole
 */
export async function testFromCsv(
  project: Project,
  csv: string,
  dataRoot: string | null,
  services: ImportServices,
): Promise<LabelReport & { movedOutOfTraining: number }> {
  const table = await readLabelCsv(csv);
  const dataset = project.dataset();
  const report = started(table.problems);
  await importMissing(project, dataset, table.rows, csv, dataRoot, services);
  let movedOutOfTraining = 0;
  await inCommits(project.store, table.rows, (row) => {
    const found = resolveRow(project, dataset, row, csv, dataRoot);
    if (typeof found === 'string') {
      report.problems.push(found);
      return;
    }
    for (const sample of partsOf(project, dataset, found, row)) {
      if (sample.split === 'train') {
        const trained = project.store.labels.of(sample.id);
        if (trained !== null) {
          report.problems.push(
            `line ${row.line}: ${row.path} is labelled for training too; it is kept out of training.`,
          );
        }
        project.store.samples.setSplit(sample.id, 'test');
        movedOutOfTraining += 1;
      }
      give(project, dataset, sample, row, report);
    }
  });
  return { ...report, movedOutOfTraining };
}

export function noSample(name: string): PretextError {
  return new PretextError('not-found', `The project has no sample called ${name}.`, {
    remedy: 'Use the path as lists of samples show it.',
  });
}

/** Gives one sample a label, or takes it back with null. @throws {PretextError} `not-found` */
export function labelOne(project: Project, name: string, label: string | null): void {
  const dataset = project.dataset();
  const sample = original(project, project.store.samples.byPath(dataset.id, name));
  if (sample === undefined || sample.status === 'skipped') {
    throw noSample(name);
  }
  project.store.labels.give(dataset.id, sample.id, label, 'person');
}

function started(problems: readonly { line: number; reason: string }[]): LabelReport {
  return {
    labelled: 0,
    problems: problems.map(({ line, reason }) => `line ${line}: ${reason}`),
  };
}

function give(
  project: Project,
  dataset: Dataset,
  sample: SampleRow,
  row: LabelRow,
  report: LabelReport,
): void {
  project.store.labels.give(dataset.id, sample.id, row.label, 'csv');
  report.labelled += 1;
}

/** The sample a row means, or why there is none. A duplicate's label goes to its original. */
function resolveRow(
  project: Project,
  dataset: Dataset,
  row: LabelRow,
  csv: string,
  dataRoot: string | null,
): SampleRow | string {
  const { samples } = project.store;
  const plain = row.path.replace(/\\/g, '/').replace(/^\.\//, '');
  let sample = samples.byPath(dataset.id, row.path) ?? samples.byPath(dataset.id, plain);
  for (const file of candidates(row.path, csv, dataRoot)) {
    sample ??= samples.bySource(dataset.id, file);
  }
  const found = original(project, sample);
  if (found === undefined) {
    return `line ${row.line}: ${row.path} is not among the imported images.`;
  }
  if (found.status === 'skipped') {
    return `line ${row.line}: ${row.path} was not imported: ${found.reason ?? 'unknown reason'}`;
  }
  return found;
}

/** The name of a video stands for all of its clips. */
function partsOf(
  project: Project,
  { id, preprocessing }: Dataset,
  sample: SampleRow,
  row: LabelRow,
): SampleRow[] {
  const isPart = preprocessing.kind === 'video' && sample.path !== row.path;
  if (!isPart) return [sample];
  const parts = project.store.samples.allBySource(id, sample.source);
  return parts.filter(({ status }) => status === 'ready');
}

function original(project: Project, sample: SampleRow | undefined): SampleRow | undefined {
  return sample?.status === 'duplicate' && sample.duplicate_of !== null
    ? project.store.samples.byId(sample.duplicate_of)
    : sample;
}

/** Files on disk that a path in a CSV may mean: absolute, beside the data, beside the CSV. */
function candidates(name: string, csv: string, dataRoot: string | null): string[] {
  if (path.isAbsolute(name)) return [path.normalize(name)];
  const roots = [dataRoot, path.dirname(path.resolve(csv))];
  return roots.flatMap((root) => (root === null ? [] : [path.resolve(root, name)]));
}

async function importMissing(
  project: Project,
  dataset: Dataset,
  rows: readonly LabelRow[],
  csv: string,
  dataRoot: string | null,
  services: ImportServices,
): Promise<void> {
  const names = new Map<string, string>();
  await forEachCooperatively(rows, (row) => {
    if (typeof resolveRow(project, dataset, row, csv, dataRoot) !== 'string') return;
    const file = candidates(row.path, csv, dataRoot).find(
      // A folder may be a video.
      (each) =>
        existsSync(each) && (statSync(each).isFile() || dataset.preprocessing.kind === 'video'),
    );
    if (file !== undefined) names.set(file, row.path);
  });
  if (names.size === 0) return;
  try {
    const choices = { preprocessing: {}, labelsFrom: null, split: 'test', names } as const;
    await importData(project, [...names.keys()], choices, services);
  } catch (error) {
    // None of them is usable: each row says so by itself.
    if (!(error instanceof PretextError && error.code === 'no-data')) throw error;
  }
}
