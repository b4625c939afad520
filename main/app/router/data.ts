import type { dataCalls, SampleFilter } from '../../../shared/contract/data.ts';
import type { Job } from '../../../shared/contract/jobs.ts';
import { PretextError } from '../../../shared/errors.ts';
import { skippedCount } from '../../ingest/skipped-count.ts';
import { isTableAlone } from '../data-kinds/only-table.ts';
import { dataSummary } from '../data-summary.ts';
import { redo, setExcluded, undo } from '../edits.ts';
import { setSplit } from '../hold-out.ts';
import { type ImportReport, importData } from '../import-data.ts';
import { importedColumns } from '../imported-columns.ts';
import { keepOneOfEach } from '../near-duplicates.ts';
import { readingOf } from '../reading.ts';
import { isGoneUpload } from '../studio/uploads.ts';
import { tableColumns } from '../table-columns.ts';
import { textColumns } from '../text-columns.ts';
import { countedEdit } from './edit.ts';
import type { Handlers } from './handler.ts';

/** An import in short. */
export function importResult(report: ImportReport): NonNullable<Job['result']> {
  return {
    kind: 'import',
    imported: report.imported,
    duplicates: report.duplicates.length,
    nearDuplicateGroups: report.nearDuplicates.length,
    skipped: skippedCount(report.skipped),
    ignored: report.ignored,
    notes: [...report.notes],
  };
}

/** What an exclusion changes. */
const excluded = ['data', 'labels'] as const;

export const dataHandlers: Handlers<keyof typeof dataCalls> = {
  'data.import': (
    {
      project: id,
      sources,
      labelsFrom,
      split,
      kind,
      preprocessing,
      columns,
      textColumn,
      labelColumn,
    },
    studio,
  ) => {
    const { project } = studio.projects.get(id);
    const paths = studio.uploads.pathsOf(sources);
    const given = Object.entries(preprocessing).filter(([, value]) => value !== undefined);
    const choices = {
      ...{ preprocessing: Object.fromEntries(given), labelsFrom, split },
      ...(kind === undefined ? {} : { kind }),
      ...(columns === undefined
        ? {}
        : { columns: new Map(columns.map(({ name, type }) => [name, type])) }),
      ...(textColumn === undefined ? {} : { textColumn }),
      ...(labelColumn === undefined ? {} : { labelColumn }),
    };
    const { job } = studio.startJob({
      kind: 'import',
      project: id,
      async work(services) {
        try {
          return importResult(await importData(project, paths, choices, services));
        } finally {
          await studio.uploads.drop(sources);
          studio.events.changed(id, 'data', 'labels');
        }
      },
    });
    return { job };
  },
  'data.tableAlone': ({ given }) => ({
    alone: isTableAlone(given.kind === 'path' ? given.path : given.bytes),
  }),
  'data.columns': async ({ project, sources, kind }, studio) => {
    const open = project === null ? null : studio.projects.get(project).project;
    const paths = studio.uploads.pathsOf(sources);
    return {
      table: await tableColumns(open, paths, { kind, ...studio.decoders }),
      texts: await textColumns(open, paths, studio.decoders.spawnDecoder),
    };
  },
  'data.importedColumns': ({ project }, studio) => ({
    table: importedColumns(studio.projects.get(project).project),
  }),
  'data.summary': async ({ project }, studio) =>
    await dataSummary(studio.projects.get(project).project),
  'data.page': ({ project: id, filter, sort, offset, limit }, studio) => {
    const { project } = studio.projects.get(id);
    const dataset = project.datasetOrNull();
    if (dataset === null) return { total: 0, samples: [] };
    const { lists } = project.store;
    const plain = listFilter(filter);
    const rows = lists.rows(lists.ids(dataset.id, plain, sort, offset, limit));
    return {
      total: lists.count(dataset.id, plain),
      samples: rows.map((row) => ({
        sample: row.id,
        path: row.path,
        status: row.status,
        split: row.split,
        class: row.class_id,
        label: row.class_name,
        width: row.width,
        height: row.height,
        nearDuplicateGroup: row.near_duplicate_group,
      })),
    };
  },
  'data.ids': ({ project: id, filter, sort }, studio) => {
    const { project } = studio.projects.get(id);
    const dataset = project.datasetOrNull();
    if (dataset === null) return { ids: new Int32Array() };
    const ids = project.store.lists.ids(dataset.id, listFilter(filter), sort, 0, -1);
    return { ids: Int32Array.from(ids) };
  },
  'data.reading': ({ project, sample }, studio) =>
    readingOf(studio.projects.get(project).project, sample),
  'data.sample': ({ project: id, sample: sampleId }, studio) => {
    const { project } = studio.projects.get(id);
    const { store } = project;
    const sample = store.samples.byId(sampleId);
    if (sample === undefined) {
      throw new PretextError('not-found', `The project ${project.name} has no sample ${sampleId}.`);
    }
    const group = sample.near_duplicate_group;
    const near = group === null ? [] : store.check.nearDuplicates(project.dataset().id, group);
    return {
      sample: sample.id,
      path: sample.path,
      status: sample.status,
      split: sample.split,
      class: sample.class_id,
      label: store.labels.of(sample.id),
      width: sample.width,
      height: sample.height,
      nearDuplicateGroup: group,
      source: isGoneUpload(sample.source) ? null : sample.source,
      format: sample.format,
      bytes: sample.bytes,
      sha256: sample.sha256,
      notes: JSON.parse(sample.notes) as string[],
      reason: sample.reason,
      duplicateOf: sample.duplicate_of,
      duplicates: store.samples.duplicatesOf(sample.id),
      nearDuplicates: near.flatMap((other) => (other.id === sample.id ? [] : other.id)),
      className: store.labels.of(sample.id),
      labelHistory: store.labels.history(sample.id).map((event) => ({
        className: event.class_name,
        origin: event.origin,
        at: event.created_at,
      })),
    };
  },
  'data.skipped': ({ project: id, offset, limit }, studio) => {
    const { project } = studio.projects.get(id);
    const dataset = project.datasetOrNull();
    if (dataset === null) return { total: 0, files: [] };
    return {
      total: project.store.lists.count(dataset.id, { status: ['skipped'] }),
      files: project.store.check.skipped(dataset.id, offset, limit).map((file) => ({
        sample: file.id,
        path: file.path,
        code: (JSON.parse(file.notes) as string[])[0] ?? 'unreadable',
        reason: file.reason,
      })),
    };
  },
  'data.nearDuplicates': ({ project: id, offset, limit }, studio) => {
    const { project } = studio.projects.get(id);
    const dataset = project.datasetOrNull();
    if (dataset === null) return { total: 0, groups: [] };
    const { check } = project.store;
    const groups = check.nearDuplicateGroups(dataset.id);
    return {
      total: groups.length,
      groups: groups.slice(offset, offset + limit).map((group) => ({
        group,
        samples: check.nearDuplicates(dataset.id, group).map((sample) => sample.id),
      })),
    };
  },
  'data.exclude': ({ project, samples }, studio) =>
    countedEdit(studio, project, excluded, (open) =>
      setExcluded(open.project, Array.from(samples), true),
    ),
  'data.include': ({ project, samples }, studio) =>
    countedEdit(studio, project, excluded, (open) =>
      setExcluded(open.project, Array.from(samples), false),
    ),
  'data.keepOneOfEach': ({ project, groups }, studio) =>
    countedEdit(studio, project, excluded, (open) => keepOneOfEach(open.project, groups)),
  'data.undo': ({ project }, studio) =>
    countedEdit(studio, project, excluded, (open) => undo(open.project, 'exclusion')),
  'data.redo': ({ project }, studio) =>
    countedEdit(studio, project, excluded, (open) => redo(open.project, 'exclusion')),
  'data.undoState': ({ project }, studio) => {
    const { edits } = studio.projects.get(project).project.store;
    return {
      undo: edits.toUndo('exclusion')?.title ?? null,
      redo: edits.toRedo('exclusion')?.title ?? null,
    };
  },
  'data.setSplit': async ({ project: id, samples, split }, studio) => {
    const open = studio.projects.get(id);
    const moved = await open.inTurn(() => setSplit(open.project, Array.from(samples), split));
    if (moved > 0) studio.events.changed(id, 'data', 'labels');
    return { changed: moved };
  },
  'data.dropUpload': async ({ upload }, studio) => {
    await studio.uploads.drop([{ kind: 'upload', upload }]);
    return {};
  },
};

/** An empty choice of statuses is none. */
function listFilter({ status, ...rest }: SampleFilter): SampleFilter {
  return status === undefined || status.length === 0 ? rest : { ...rest, status };
}
