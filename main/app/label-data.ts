import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import { forEachCooperatively } from '../ingest/cooperative.ts';
import { type LabelRow, readLabelCsv } from '../ingest/label-csv.ts';
import type { SampleRow } from '../store/samples.ts';
import { kindOf } from './data-kinds/registry.ts';
import { importData } from './import-data.ts';
import { inCommits } from './in-commits.ts';
import { numberLabel } from './number-label.ts';
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
  const { noun } = kindOf(dataset.preprocessing);
  await inCommits(project.store, table.rows, (row) => {
    const all = resolveRow(project, dataset, row, csv, dataRoot);
    if (typeof all === 'string') {
      report.problems.push(all);
      return;
    }
    for (const found of all) {
      if (found.split === 'test') {
        report.problems.push(
          `line ${row.line}: ${found.path} is a test ${noun.one} and is not trained on.`,
        );
      } else {
        const label = labelIn(dataset, row, report);
        if (label !== null) give(project, dataset, found, label, report);
      }
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
  const usable = table.rows.filter(({ label }) => labelText(dataset, label) !== null);
  await importMissing(project, dataset, usable, csv, dataRoot, services);
  let movedOutOfTraining = 0;
  await inCommits(project.store, table.rows, (row) => {
    const all = resolveRow(project, dataset, row, csv, dataRoot);
    if (typeof all === 'string') {
      report.problems.push(all);
      return;
    }
    // Before anything is moved: a row without a number changes nothing.
    const label = labelIn(dataset, row, report);
    if (label === null) return;
    for (const found of all) {
      if (found.split === 'train') {
        const trained = project.store.labels.of(found.id);
        if (trained !== null) {
          report.problems.push(
            `line ${row.line}: ${found.path} is labelled for training too; it is kept out of training.`,
          );
        }
        project.store.samples.setSplit(found.id, 'test');
        movedOutOfTraining += 1;
      }
      give(project, dataset, found, label, report);
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
  const kept = label === null ? null : labelText(dataset, label);
  if (label !== null && kept === null) {
    throw new PretextError('bad-usage', `${notNumber(label)}.`, { remedy: numberRemedy });
  }
  project.store.labels.give(dataset.id, sample.id, kept, 'person');
}

const numberRemedy =
  'Write numbers with a decimal point. If the labels are names of classes, give --target class.';

/** A label as the project keeps it; null for one that is no number where numbers are wanted. */
function labelText({ target }: Dataset, label: string): string | null {
  return target === 'number' ? numberLabel(label) : label;
}

function notNumber(label: string): string {
  return `“${label}” is no number, and the labels of this project are numbers`;
}

function started(problems: readonly { line: number; reason: string }[]): LabelReport {
  return {
    labelled: 0,
    problems: problems.map(({ line, reason }) => `line ${line}: ${reason}`),
  };
}

/** A row's label as the project keeps it; null, and a problem in the report, when it is no number where numbers are wanted. */
function labelIn(dataset: Dataset, row: LabelRow, report: LabelReport): string | null {
  const label = labelText(dataset, row.label);
  if (label === null) report.problems.push(`line ${row.line}: ${notNumber(row.label)}.`);
  return label;
}

function give(
  project: Project,
  dataset: Dataset,
  sample: SampleRow,
  label: string,
  report: LabelReport,
): void {
  project.store.labels.give(dataset.id, sample.id, label, 'csv');
  report.labelled += 1;
}

/** The samples a row means, or why there is none: one, or all that a file was cut into. A duplicate's label goes to its original. */
function resolveRow(
  project: Project,
  dataset: Dataset,
  row: LabelRow,
  csv: string,
  dataRoot: string | null,
): SampleRow[] | string {
  const { samples } = project.store;
  const { cutsFiles = false, noun } = kindOf(dataset.preprocessing);
  const plain = row.path.replace(/\\/g, '/').replace(/^\.\//, '');
  const sample = samples.byPath(dataset.id, row.path) ?? samples.byPath(dataset.id, plain);
  let found = sample === undefined ? [] : [sample];
  if (cutsFiles && found.length === 0) found = samples.partsOf(dataset.id, plain);
  for (const file of candidates(row.path, csv, dataRoot)) {
    if (found.length > 0) break;
    if (cutsFiles) found = samples.partsOf(dataset.id, file);
    else found = [samples.bySource(dataset.id, file)].filter((each) => each !== undefined);
  }
  const all = found.flatMap((each) => original(project, each) ?? []);
  const usable = all.filter(({ status }) => status !== 'skipped');
  if (usable.length > 0) return usable;
  const [skipped] = all;
  return skipped === undefined
    ? `line ${row.line}: ${row.path} is not among the imported ${noun.many}.`
    : `line ${row.line}: ${row.path} was not imported: ${skipped.reason ?? 'unknown reason'}`;
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
        existsSync(each) &&
        (statSync(each).isFile() || kindOf(dataset.preprocessing).cutsFiles === true),
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
