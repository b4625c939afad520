import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DataSummary } from '../../shared/contract/data.ts';
import type { Project } from './project.ts';

/** Rows read between two turns: a few milliseconds' work. */
const rowsAtOnce = 5000;

/** What originals are like, counted over all imports so far. */
interface Originals {
  formats: Map<string, number>;
  notes: Map<string, number>;
  skipped: Map<string, number>;
  widths: Map<number, number>;
  heights: Map<number, number>;
  bytes: number;
}

const counted = new WeakMap<Project, { lastImport: number; originals: Originals }>();

/** What the data check found. Reads 100,000 samples without holding anything up, once an import. */
export async function dataSummary(project: Project): Promise<DataSummary> {
  const dataset = project.datasetOrNull();
  if (dataset === null) return nothingYet;
  const { store } = project;
  const originals = await originalsOf(project, dataset.id);
  const counts = { ...nothingYet.counts };
  for (const { status, split, labelled, count } of store.lists.counts(dataset.id)) {
    counts[status] += count;
    if (status !== 'ready') continue;
    counts[split] += count;
    if (labelled === 1) counts[split === 'train' ? 'labelledTrain' : 'labelledTest'] += count;
  }
  // Some rows stand for many.
  counts.skipped = [...originals.skipped.values()].reduce((sum, count) => sum + count, 0);
  const { preprocessing } = dataset;
  return {
    kind: preprocessing.kind,
    preprocessing:
      preprocessing.kind === 'images'
        ? {
            size: preprocessing.size,
            channels: preprocessing.channels,
            fit: preprocessing.fit,
          }
        : null,
    counts,
    formats: sorted(originals.formats),
    notes: sorted(originals.notes),
    width: spreadOf(originals.widths),
    height: spreadOf(originals.heights),
    bytes: originals.bytes,
    nearDuplicateGroups: store.check.nearDuplicateGroups(dataset.id).length,
    nearDuplicateExtras: store.check.nearDuplicateExtras(dataset.id),
    skipped: sorted(originals.skipped),
  };
}

const nothingYet: DataSummary = {
  kind: null,
  preprocessing: null,
  counts: {
    ready: 0,
    duplicate: 0,
    skipped: 0,
    excluded: 0,
    train: 0,
    test: 0,
    labelledTrain: 0,
    labelledTest: 0,
  },
  formats: [],
  notes: [],
  width: null,
  height: null,
  bytes: 0,
  nearDuplicateGroups: 0,
  nearDuplicateExtras: 0,
  skipped: [],
};

async function originalsOf(project: Project, datasetId: number): Promise<Originals> {
  const { check } = project.store;
  const lastImport = check.lastImport();
  const known = counted.get(project);
  if (known?.lastImport === lastImport) return known.originals;
  const originals: Originals = {
    formats: new Map(),
    notes: new Map(),
    skipped: new Map(),
    widths: new Map(),
    heights: new Map(),
    bytes: 0,
  };
  let after = 0;
  for (;;) {
    const rows = check.originals(datasetId, after, rowsAtOnce);
    for (const row of rows) {
      after = row.id;
      const notes = JSON.parse(row.notes) as string[];
      if (row.status === 'skipped') {
        countIn(originals.skipped, notes[0] ?? 'unreadable', row.stands_for);
        continue;
      }
      for (const note of notes) countIn(originals.notes, note);
      countIn(originals.formats, row.format ?? formatByName(row.path));
      if (row.width !== null) countIn(originals.widths, row.width);
      if (row.height !== null) countIn(originals.heights, row.height);
      originals.bytes += row.bytes ?? 0;
    }
    if (rows.length < rowsAtOnce) break;
    await nextTurn();
  }
  counted.set(project, { lastImport, originals });
  return originals;
}

/** For samples imported before formats were kept. */
function formatByName(name: string): string {
  const extension = path.extname(name).slice(1).toLowerCase();
  return extension === 'jpg' ? 'jpeg' : extension === 'tif' ? 'tiff' : extension || 'idx';
}

function countIn<Key>(counts: Map<Key, number>, key: Key, times = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + times);
}

/** The most frequent first. */
function sorted(counts: ReadonlyMap<string, number>): { name: string; count: number }[] {
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}

/** Least, median and greatest. */
function spreadOf(counts: ReadonlyMap<number, number>): [number, number, number] | null {
  const values = [...counts].sort((a, b) => a[0] - b[0]);
  const total = values.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  let before = 0;
  const median = values.find(([, count]) => {
    before += count;
    return before * 2 >= total;
  });
  return [values[0]?.[0] ?? 0, median?.[0] ?? 0, values.at(-1)?.[0] ?? 0];
}
