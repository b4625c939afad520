import { forEachCooperatively } from '../ingest/cooperative.ts';
import type { ImportedSample, ImportResult } from '../ingest/types.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { NewSample, Split } from '../store/samples.ts';
import { inCommits } from './in-commits.ts';
import type { Project } from './project.ts';
import { packFileOf } from './unfinished-imports.ts';

/** What is recorded of a sample; one of a table has no size and no format. */
export type RecordedSample = Pick<
  ImportedSample,
  'path' | 'source' | 'sha256' | 'bytes' | 'row' | 'label'
> &
  Partial<ImportedSample> & {
    /** What comes after the file's name where a file is cut into several: `, 0:05–0:10`. */
    part?: string;
  };

type RecordedImport = Pick<ImportResult, 'skipped' | 'duplicates' | 'nearDuplicates'> & {
  samples: readonly RecordedSample[];
};

export interface FinishedImport {
  importId: number;
  datasetId: number;
  result: RecordedImport;
  split: Split;
  /** A data set whose place it takes; nobody sees that one any more from the last commit on. */
  replaces: number | null;
  /** Other names for files, by their absolute path. */
  names: ReadonlyMap<string, string> | undefined;
}

/**
 * Records what an import brought. Its rows come a few hundred at a time and are seen by nobody before the
 * last commit, which shows them all.
 * @returns imports of the data set that was replaced: to be abandoned
 */
export async function recordImport(project: Project, finished: FinishedImport): Promise<number[]> {
  const { samples, duplicates, skipped, nearDuplicates } = finished.result;
  const groups = await groupsByPath(nearDuplicates);
  const record = new ImportRecord(project.store, finished, groups);
  const { store } = project;
  await inCommits(store, samples, (sample) => record.addSample(sample));
  await inCommits(store, duplicates, (duplicate) => record.addDuplicate(duplicate));
  await inCommits(store, skipped, (file) => record.addSkipped(file));
  return record.finish();
}

/** Which group a sample is in, counted from 0, by its path. */
async function groupsByPath(groups: readonly string[][]): Promise<Map<string, number>> {
  const places = new Map<string, number>();
  await forEachCooperatively(membersOf(groups), ([name, group]) => places.set(name, group));
  return places;
}

function* membersOf(groups: readonly string[][]): Generator<[name: string, group: number]> {
  for (const [group, names] of groups.entries()) for (const name of names) yield [name, group];
}

class ImportRecord {
  readonly #store: ProjectStore;
  readonly #import: FinishedImport;
  readonly #packId: number | undefined;
  /** Group of near duplicates by path, counted from 0. */
  readonly #groups: ReadonlyMap<string, number>;
  /** Of the data set before. */
  readonly #lastGroup: number;
  readonly #ids = new Map<string, number>();
  /** Changes to rows that are seen already: they wait for the last commit. */
  readonly #atTheEnd: (() => void)[] = [];
  readonly #seen = new Set<number>();

  constructor(store: ProjectStore, finished: FinishedImport, groups: ReadonlyMap<string, number>) {
    const { datasetId, importId, result } = finished;
    this.#store = store;
    this.#import = finished;
    this.#packId =
      result.samples.length === 0
        ? undefined
        : store.datasets.addPack(datasetId, packFileOf(importId), result.samples.length, importId);
    this.#groups = groups;
    this.#lastGroup = store.samples.lastNearDuplicateGroup(datasetId);
  }

  addSample(sample: RecordedSample): void {
    const {
      sha256,
      perceptualHash,
      width,
      height,
      bytes,
      format,
      row,
      notes = [],
      source,
    } = sample;
    const group = this.#groups.get(sample.path);
    const id = this.#add({
      path: this.#nameOf(sample),
      source,
      status: 'ready',
      split: this.#import.split,
      sha256,
      bytes,
      row,
      ...(perceptualHash === undefined ? {} : { perceptualHash }),
      ...(width === undefined || height === undefined ? {} : { width, height }),
      ...(format === undefined ? {} : { format }),
      notes,
      ...(this.#packId === undefined ? {} : { packId: this.#packId }),
      ...(group === undefined ? {} : { nearDuplicateGroup: this.#lastGroup + group + 1 }),
    });
    this.#ids.set(sample.path, id);
    this.#label(id, sample.label);
  }

  addDuplicate(duplicate: ImportResult['duplicates'][number]): void {
    const { samples, labels } = this.#store;
    const { datasetId } = this.#import;
    const earlier = samples.byPath(datasetId, duplicate.of)?.id;
    if (earlier !== undefined) this.#seen.add(earlier);
    const original = this.#ids.get(duplicate.of) ?? earlier;
    const name = this.#nameOf(duplicate);
    if (original === undefined) return;
    // Importing the same file again changes nothing, but for a label that it did not have.
    if (samples.byPath(datasetId, name)?.id !== original) {
      this.#add({
        path: name,
        source: duplicate.source,
        status: 'duplicate',
        split: this.#import.split,
        sha256: duplicate.sha256,
        duplicateOf: original,
        reason: `the same file as ${duplicate.of}`,
      });
    }
    if (labels.of(original) === null) this.#label(original, duplicate.label);
  }

  addSkipped(file: ImportResult['skipped'][number]): void {
    const name = this.#nameOf(file);
    const known = this.#store.samples.byPath(this.#import.datasetId, name);
    if (known !== undefined && known.status !== 'skipped') return;
    const { source, code, reason, standsFor = 1 } = file;
    this.#add({
      path: name,
      source,
      status: 'skipped',
      split: this.#import.split,
      reason,
      notes: [code],
      standsFor,
    });
  }

  finish(): number[] {
    const { importId, replaces } = this.#import;
    return this.#store.transaction(() => {
      for (const change of this.#atTheEnd) change();
      this.#store.imports.finish(importId);
      return replaces === null ? [] : this.#store.imports.withdraw(replaces);
    });
  }

  #add(sample: NewSample): number {
    const { samples } = this.#store;
    const { datasetId, importId } = this.#import;
    const row = { ...sample, importId };
    const seen = samples.byPath(datasetId, sample.path);
    if (seen === undefined) return samples.add(datasetId, row);
    this.#atTheEnd.push(() => samples.add(datasetId, row));
    this.#seen.add(seen.id);
    return seen.id;
  }

  #label(id: number, className: string | null): void {
    if (className === null) return;
    const give = (): void =>
      this.#store.labels.give(this.#import.datasetId, id, className, 'folders');
    if (this.#seen.has(id)) this.#atTheEnd.push(give);
    else give();
  }

  #nameOf({ path, source, part = '' }: { path: string; source: string; part?: string }): string {
    const name = this.#import.names?.get(source);
    return name === undefined ? path : name + part;
  }
}
