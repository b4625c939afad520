import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import { isAlive } from '../files/is-alive.ts';
import { importImages } from '../ingest/import-images.ts';
import { SummaryBuilder } from '../ingest/summary.ts';
import { importTable } from '../ingest/tables/import-table.ts';
import type {
  ImagePreprocessing,
  ImportRequest,
  ImportResult,
  ImportSummary,
  SkippedFile,
} from '../ingest/types.ts';
import type { Split } from '../store/samples.ts';
import { dataKindOf } from './data-kind-of.ts';
import { onlyTable } from './only-table.ts';
import { imagesOnly, type Preprocessing } from './preprocessing.ts';
import type { Dataset, Project } from './project.ts';
import { recordImport } from './record-import.ts';
import type { ImportServices } from './services.ts';
import { abandonImport, packFileOf, thumbnailFileOf } from './unfinished-imports.ts';

export interface ImportChoices {
  /** Of images; what is left out is chosen from the data. */
  preprocessing: Partial<ImagePreprocessing>;
  /** Found by what is given when left out; a data set has one. */
  kind?: 'images' | 'tables';
  /** `column`: of a table, the one that its name says so of. */
  labelsFrom: 'folders' | 'column' | null;
  split: Split;
  /** Other names for files, by their absolute path: a label CSV's own. */
  names?: ReadonlyMap<string, string>;
}

export interface ImportReport {
  imported: number;
  skipped: SkippedFile[];
  duplicates: ImportResult['duplicates'];
  nearDuplicates: string[][];
  ignored: number;
  summary: ImportSummary;
  preprocessing: Preprocessing;
  dataset: Dataset;
}

/**
 * Imports files into a project's data set, which the first import makes. What it brings is seen all at
 * once at its end, when everything is on disk: an interrupted import leaves the project as it was.
 *
 * @throws {PretextError} `not-found`, `no-data`, `cancelled`; `busy` while another import goes on
 */
export async function importData(
  project: Project,
  inputs: readonly string[],
  choices: ImportChoices,
  { reporter, signal, spawnDecoder }: ImportServices,
): Promise<ImportReport> {
  const { store } = project;
  const importId = beginImport(project);
  try {
    const existing = project.datasetOrNull();
    const known = existing === null ? new Map() : store.samples.idsByHash(existing.id);
    const request = {
      inputs,
      packFile: project.path(packFileOf(importId)),
      thumbnailFile: project.path(thumbnailFileOf(packFileOf(importId))),
      knownHashes: new Map([...known].map(([hash, { path: name }]) => [hash, name] as const)),
      signal,
      ...(spawnDecoder === undefined ? {} : { spawnDecoder }),
    };
    const show = (stage: string, done: number, total: number | null): void =>
      reporter.progress({
        stage,
        share: total === null ? 0 : done / Math.max(1, total),
        step: done,
      });
    const kind = existing?.spec.kind ?? choices.kind ?? dataKindOf(inputs);
    const result =
      kind === 'tables'
        ? await importTableRows(existing?.preprocessing ?? null, choices, request, show)
        : await importPictures(existing?.preprocessing ?? null, choices, request, show);
    const datasetId =
      existing?.id ??
      store.datasets.create(
        path.basename(path.resolve(inputs[0] ?? '.')),
        result.preprocessing.kind,
        result.preprocessing,
        importId,
      );
    await recordImport(project, {
      importId,
      datasetId,
      result,
      split: choices.split,
      names: choices.names,
    });
    const { samples, skipped, duplicates, nearDuplicates, ignored, summary, preprocessing } =
      result;
    return {
      imported: samples.length,
      skipped,
      duplicates,
      nearDuplicates,
      ignored,
      summary,
      preprocessing,
      dataset: project.dataset(),
    };
  } catch (error) {
    await abandonImport(store, project.dir, importId);
    throw error;
  }
}

type Request = Pick<
  ImportRequest,
  'inputs' | 'packFile' | 'knownHashes' | 'signal' | 'spawnDecoder'
> & {
  thumbnailFile: string;
};
type Show = (stage: string, done: number, total: number | null) => void;

async function importPictures(
  existing: Preprocessing | null,
  { preprocessing, labelsFrom }: ImportChoices,
  request: Request,
  show: Show,
) {
  const stages = { scan: 'looking for images', probe: 'reading headers', decode: 'decoding' };
  const result = await importImages({
    ...request,
    // A data set's images are all prepared alike: what the first import chose stays.
    preprocessing: existing === null ? preprocessing : imagesOnly(existing),
    labelsFrom: labelsFrom === 'folders' ? labelsFrom : null,
    onProgress: ({ phase, done, total }) => show(stages[phase], done, total),
  });
  return { ...result, preprocessing: { kind: 'images', ...result.preprocessing } as const };
}

async function importTableRows(
  existing: Preprocessing | null,
  { labelsFrom }: ImportChoices,
  { inputs, ...request }: Request,
  show: Show,
) {
  show('looking at the columns', 0, null);
  const before = existing?.kind === 'tables' ? existing : null;
  const { label, preprocessing, ...result } = await importTable({
    ...request,
    file: onlyTable(inputs),
    preprocessing: before,
    ...(before === null ? {} : { label: before.label }),
    labelsFromColumn: labelsFrom === 'column',
    onProgress: ({ done, total }) => show('reading rows', done, total),
  });
  return {
    ...result,
    preprocessing: { kind: 'tables', columns: preprocessing.columns, label } as const,
    summary: new SummaryBuilder().finish(result.skipped),
    ignored: 0,
  };
}

function beginImport(project: Project): number {
  return project.store.transaction(() => {
    const other = project.store.imports.unfinished().find(({ pid }) => isAlive(pid));
    if (other !== undefined) {
      throw new PretextError(
        'busy',
        `Another import into ${project.name} is going on (process ${other.pid}).`,
        { path: project.dir, remedy: 'Wait until it has ended, then import again.' },
      );
    }
    return project.store.imports.begin();
  });
}
