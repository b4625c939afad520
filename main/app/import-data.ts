import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import { isAlive } from '../files/is-alive.ts';
import type { ImportResult, ImportSummary, SkippedFile } from '../ingest/types.ts';
import type { Split } from '../store/samples.ts';
import type { Imported, ImportRequest, ImportWishes } from './data-kinds/data-kind.ts';
import { dataKinds, recognizedKind } from './data-kinds/registry.ts';
import type {
  ImportedKind,
  Preprocessing,
  PreprocessingOf,
} from './preprocessing/preprocessing.ts';
import type { Dataset, Project } from './project.ts';
import { recordImport } from './record-import.ts';
import type { ImportServices } from './services.ts';
import { abandonImport, packFileOf, thumbnailFileOf } from './unfinished-imports.ts';

export interface ImportChoices extends ImportWishes {
  /** Found by what is given when left out; a data set has one. */
  kind?: ImportedKind;
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
  { kind, split, names, ...wishes }: ImportChoices,
  { reporter, signal, spawnDecoder }: ImportServices,
): Promise<ImportReport> {
  const { store } = project;
  const importId = beginImport(project);
  try {
    const existing = project.datasetOrNull();
    const known = existing === null ? new Map() : store.samples.idsByHash(existing.id);
    const result = await importKind(
      existing?.preprocessing ?? null,
      existing?.preprocessing.kind ?? kind ?? (await recognizedKind(inputs)),
      {
        ...wishes,
        inputs,
        packFile: project.path(packFileOf(importId)),
        thumbnailFile: project.path(thumbnailFileOf(packFileOf(importId))),
        knownHashes: new Map([...known].map(([hash, { path: name }]) => [hash, name] as const)),
        signal,
        ...(spawnDecoder === undefined ? {} : { spawnDecoder }),
        onProgress: (stage, done, total) =>
          reporter.progress({
            stage,
            share: total === null ? 0 : done / Math.max(1, total),
            step: done,
          }),
      },
    );
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
      split,
      names,
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

/** @param before of the data set, whose kind `kind` is */
async function importKind<Kind extends ImportedKind>(
  before: Preprocessing | null,
  kind: Kind,
  request: ImportRequest,
): Promise<Imported<Kind>> {
  return await dataKinds[kind].import(before as PreprocessingOf<Kind> | null, request);
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
