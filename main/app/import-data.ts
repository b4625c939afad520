import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import type { Target } from '../../shared/target.ts';
import { isAlive } from '../files/is-alive.ts';
import { formatCount } from '../ingest/limits.ts';
import type { ImportResult, ImportSummary, SkippedFile } from '../ingest/types.ts';
import type { Split } from '../store/samples.ts';
import { checkColumnsAsked, kindGiven } from './columns-asked.ts';
import type { Imported, ImportRequest, ImportWishes } from './data-kinds/data-kind.ts';
import { dataKinds, kindOf } from './data-kinds/registry.ts';
import { importProgress } from './import-progress.ts';
import type { LabelFound } from './label-found.ts';
import { numberLabel } from './number-label.ts';
import type {
  ImportedKind,
  Preprocessing,
  PreprocessingOf,
} from './preprocessing/preprocessing.ts';
import type { Dataset, Project } from './project.ts';
import { recordImport } from './record-import.ts';
import type { ImportServices } from './services.ts';
import { setTarget } from './target.ts';
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
  /** Of a table, where nobody said which column holds its labels; null elsewhere. */
  labelFound: LabelFound | null;
  /** Sentences on what was guessed, and what is left out. */
  notes: readonly string[];
  dataset: Dataset;
}

/**
 * Imports files into a project's data set, which the first import makes. What it brings is seen all at
 * once at its end, when everything is on disk: an interrupted import leaves the project as it was. Columns that are corrected
 * take the place of all that is there, as long as nobody has worked with it.
 *
 * @throws {PretextError} `not-found`, `no-data`, `cancelled`, `bad-usage`; `busy` while another import goes on
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
    const before = project.datasetOrNull();
    const replaced = before !== null && asksAnew(before.preprocessing, wishes) ? before : null;
    if (replaced !== null) checkUntouched(project, replaced);
    const existing = replaced === null ? before : null;
    const target = targetAsked(project, existing, wishes);
    const dataKind =
      before?.preprocessing.kind ?? kind ?? (await kindGiven(inputs, wishes, spawnDecoder));
    checkColumnsAsked(dataKind, wishes);
    const known: ReturnType<typeof store.samples.idsByHash> =
      existing === null ? new Map() : store.samples.idsByHash(existing.id);
    const result = await importKind(existing?.preprocessing ?? null, dataKind, {
      ...wishes,
      ...(target === undefined ? {} : { target }),
      inputs,
      packFile: project.path(packFileOf(importId)),
      thumbnailFile: project.path(thumbnailFileOf(packFileOf(importId))),
      knownHashes: new Map([...known].map(([hash, { path: name }]) => [hash, name] as const)),
      signal,
      ...(spawnDecoder === undefined ? {} : { spawnDecoder }),
      onProgress: importProgress(reporter),
    });
    const labelsAre = result.target ?? target ?? existing?.target ?? 'class';
    const labelled = labelsAre === 'number' ? withNumbers(result, reporter) : result;
    if (existing !== null) setTarget(project, labelsAre);
    const datasetId =
      existing?.id ??
      store.datasets.create(
        path.basename(path.resolve(inputs[0] ?? '.')),
        result.preprocessing.kind,
        result.preprocessing,
        importId,
      );
    if (existing === null) store.datasets.setTarget(datasetId, labelsAre);
    if (existing === null && result.found !== undefined) {
      store.datasets.setTableColumns(datasetId, JSON.stringify(result.found));
    }
    const withdrawn = await recordImport(project, {
      importId,
      datasetId,
      result: labelled,
      split,
      replaces: replaced?.id ?? null,
      names,
    });
    if (existing !== null && result.renews === true) {
      store.datasets.setPreprocessing(existing.id, result.preprocessing);
    }
    for (const id of withdrawn) await abandonImport(store, project.dir, id);
    const { samples, skipped, duplicates, nearDuplicates, ignored, summary, preprocessing } =
      result;
    const notes = [...(result.notes ?? []), ...replacedNote(dataKind, result.samples, known)];
    return {
      imported: samples.length,
      skipped,
      duplicates,
      nearDuplicates,
      ignored,
      summary,
      preprocessing,
      labelFound: result.labelFound ?? null,
      notes,
      dataset: project.dataset(),
    };
  } catch (error) {
    await abandonImport(store, project.dir, importId);
    throw error;
  }
}

/** What is said of samples that took the place of others, which have their names and were something else: by accident, where files of one name are imported one after the other. */
function replacedNote(
  kind: ImportedKind,
  samples: readonly { path: string }[],
  known: ReadonlyMap<string, { path: string }>,
): string[] {
  const earlier = new Set([...known.values()].map(({ path: name }) => name));
  const replaced = samples.filter(({ path: name }) => earlier.has(name)).length;
  if (replaced === 0) return [];
  const { noun } = dataKinds[kind];
  return [
    `${formatCount(replaced)} ${replaced === 1 ? noun.one : noun.many} took the place of earlier ones of the same name. To have both, give the file another name and import the earlier one again.`,
  ];
}

/** What labels are to be: as a person says, or as those are that are there. */
function targetAsked(
  project: Project,
  existing: Dataset | null,
  { target }: ImportWishes,
): Target | undefined {
  if (target !== undefined || existing === null) return target;
  return project.store.labels.namesInUse(existing.id).length === 0 ? undefined : existing.target;
}

/**
 * Labels as a project of numbers keeps them: of what is no number there is none, which is said.
 * @throws {PretextError} `bad-usage` when none is a number
 */
function withNumbers(
  result: Imported<ImportedKind>,
  reporter: ImportServices['reporter'],
): Imported<ImportedKind> {
  const kept = <T extends { label: string | null }>(each: T): T => ({
    ...each,
    label: each.label === null ? null : numberLabel(each.label),
  });
  const samples = result.samples.map(kept);
  const others = result.samples.filter(({ label }, i) => label !== null && !samples[i]?.label);
  const [first] = others;
  if (first !== undefined) {
    const said = `no numbers, “${first.label}” for one`;
    if (samples.every(({ label }) => label === null)) {
      throw new PretextError('bad-usage', `The labels are ${said}.`, {
        remedy: 'Let classes be learnt (--target class), or import without labels.',
      });
    }
    reporter.warn(`${others.length} labels are left out: they are ${said}.`);
  }
  return { ...result, samples, duplicates: result.duplicates.map(kept) };
}

/** @param before of the data set, whose kind `kind` is */
async function importKind<Kind extends ImportedKind>(
  before: Preprocessing | null,
  kind: Kind,
  request: ImportRequest,
): Promise<Imported<Kind>> {
  return await dataKinds[kind].import(before as PreprocessingOf<Kind> | null, request);
}

function asksAnew<Kind extends ImportedKind>(
  before: PreprocessingOf<Kind>,
  wishes: ImportWishes,
): boolean {
  return kindOf<Kind>(before).asksAnew?.(before, wishes) === true;
}

function checkUntouched(project: Project, { id, name }: Dataset): void {
  if (project.store.datasets.isUntouched(id)) return;
  throw new PretextError(
    'bad-usage',
    `The columns of ${name} cannot be corrected any more: something was trained, labelled, left out or kept for testing already.`,
    { path: project.dir, remedy: 'Import the table into a new project.' },
  );
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
