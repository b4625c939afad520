import path from 'node:path';
import { importImages } from '../ingest/import-images.ts';
import type {
  ImagePreprocessing,
  ImportedSample,
  ImportResult,
  ImportSummary,
  SkippedFile,
} from '../ingest/types.ts';
import type { Split } from '../store/samples.ts';
import { type Dataset, type Project, toDataset } from './project.ts';
import type { Services } from './services.ts';

export interface ImportChoices {
  preprocessing: Partial<ImagePreprocessing>;
  labelsFrom: 'folders' | null;
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
  preprocessing: ImagePreprocessing;
  dataset: Dataset;
}

/**
 * Imports files into a project's data set, which the first import makes. All records are written
 * in one commit after the pixels are on disk: an interrupted import leaves the project as it was.
 *
 * @throws {PretextError} `not-found`, `no-data`, `cancelled`
 */
export async function importData(
  project: Project,
  inputs: readonly string[],
  choices: ImportChoices,
  { reporter, signal }: Pick<Services, 'reporter' | 'signal'>,
): Promise<ImportReport> {
  const { store } = project;
  const before = store.datasets.first();
  const existing = before === undefined ? null : toDataset(before);
  const known = existing === null ? new Map() : store.samples.idsByHash(existing.id);
  const packFile = `data/images-${String(store.datasets.packFiles().length + 1).padStart(4, '0')}.safetensors`;
  const result = await importImages({
    inputs,
    packFile: project.path(packFile),
    // A data set's images are all prepared alike: what the first import chose stays.
    preprocessing: existing?.preprocessing ?? choices.preprocessing,
    labelsFrom: choices.labelsFrom,
    knownHashes: new Map([...known].map(([hash, { path: name }]) => [hash, name])),
    signal,
    onProgress: ({ phase, done, total }) =>
      reporter.progress({
        stage: { scan: 'looking for images', probe: 'reading headers', decode: 'decoding' }[phase],
        share: total === null ? 0 : done / Math.max(1, total),
        step: done,
      }),
  });
  const dataset = store.transaction(() => {
    const id =
      existing?.id ??
      store.datasets.create(path.basename(path.resolve(inputs[0] ?? '.')), result.preprocessing);
    record(project, id, packFile, result, choices);
    return { id, name: existing?.name ?? project.name, preprocessing: result.preprocessing };
  });
  const { samples, skipped, duplicates, nearDuplicates, ignored, summary, preprocessing } = result;
  return {
    imported: samples.length,
    skipped,
    duplicates,
    nearDuplicates,
    ignored,
    summary,
    preprocessing,
    dataset,
  };
}

function record(
  project: Project,
  datasetId: number,
  packFile: string,
  result: ImportResult,
  { split, names }: ImportChoices,
): void {
  const { store } = project;
  const nameOf = ({ path: name, source }: { path: string; source: string }): string =>
    names?.get(source) ?? name;
  const packId =
    result.samples.length === 0
      ? undefined
      : store.datasets.addPack(datasetId, packFile, result.samples.length);
  const groupOf = new Map(
    result.nearDuplicates.flatMap((group, i) => group.map((name) => [name, i + 1] as const)),
  );
  const ids = new Map<string, number>();
  const label = (id: number, className: string | null): void => {
    if (className !== null) store.labels.give(datasetId, id, className, 'folders');
  };
  for (const sample of result.samples) {
    const id = store.samples.add(datasetId, {
      ...newSample(sample, split),
      path: nameOf(sample),
      ...(packId === undefined ? {} : { packId }),
      ...groupField(groupOf.get(sample.path)),
    });
    ids.set(sample.path, id);
    label(id, sample.label);
  }
  for (const duplicate of result.duplicates) {
    const original = ids.get(duplicate.of) ?? store.samples.byPath(datasetId, duplicate.of)?.id;
    const name = nameOf(duplicate);
    // Importing the same file again changes nothing.
    if (original === undefined || store.samples.byPath(datasetId, name)?.id === original) continue;
    store.samples.add(datasetId, {
      path: name,
      source: duplicate.source,
      status: 'duplicate',
      split,
      sha256: duplicate.sha256,
      duplicateOf: original,
      reason: `the same file as ${duplicate.of}`,
    });
    if (store.labels.of(original) === null) label(original, duplicate.label);
  }
  for (const file of result.skipped) {
    const known = store.samples.byPath(datasetId, nameOf(file));
    if (known !== undefined && known.status !== 'skipped') continue;
    const { source, code, reason } = file;
    store.samples.add(datasetId, {
      path: nameOf(file),
      source,
      status: 'skipped',
      split,
      reason,
      notes: [code],
    });
  }
}

function newSample(
  { sha256, perceptualHash, width, height, bytes, row, notes, source, path: name }: ImportedSample,
  split: Split,
) {
  return {
    path: name,
    source,
    status: 'ready' as const,
    split,
    sha256,
    perceptualHash,
    width,
    height,
    bytes,
    row,
    notes,
  };
}

function groupField(group: number | undefined): { nearDuplicateGroup?: number } {
  return group === undefined ? {} : { nearDuplicateGroup: group };
}
