import { describe, expect, test } from 'vitest';
import { issueCount } from '../../../renderer/src/data/check/issues.ts';
import { whyUsed } from '../../../renderer/src/data/columns/why-used.ts';
import { factsOf } from '../../../renderer/src/data/details/facts.ts';
import {
  isFiltered,
  noFilters,
  sampleFilter,
  sampleSort,
  sorts,
} from '../../../renderer/src/data/grid/filters.ts';
import { importInput, usualChoices } from '../../../renderer/src/data/intake/choices.ts';
import {
  columnChoices,
  foundColumns,
  isCorrected,
  learntLookalike,
  type PickedColumns,
  whyLabel,
  withClass,
} from '../../../renderer/src/data/intake/column-choices.ts';
import {
  importLines,
  lastImport,
  remarksOf,
} from '../../../renderer/src/data/intake/last-import.ts';
import {
  cleanPath,
  foldersBelow,
  lastPart,
  mayBeClasses,
  numberedName,
  projectNameOf,
} from '../../../renderer/src/data/intake/names.ts';
import {
  foundTextColumns,
  labelNames,
  type PickedTextColumns,
  textColumnChoices,
} from '../../../renderer/src/data/intake/text-column-choices.ts';
import { asksFor, isKnown } from '../../../renderer/src/data/intake/whether-to-look.ts';
import { data as textsOf } from '../../../renderer/src/texts/en/data.ts';
import { sampleNouns } from '../../../renderer/src/texts/en/sample-nouns.ts';
import { calls } from '../../../shared/contract/contract.ts';
import type { DataSummary, SampleDetails } from '../../../shared/contract/data.ts';
import {
  sampleFilter as filterSchema,
  sampleSort as sortSchema,
} from '../../../shared/contract/data.ts';
import type { Job } from '../../../shared/contract/jobs.ts';

const texts = textsOf(sampleNouns.images);

const project = '0123456789abcdef';

test('a column says why it is learnt from, or is not', () => {
  const column = { name: 'a', type: 'id', reason: 'It counts the rows.', missing: 0 } as const;
  const why = (over: object): string =>
    whyUsed({ ...column, use: 'learnt', ...over }, texts.importedColumns);
  expect(why({ type: 'number', reason: 'Its values are numbers.' })).toBe(
    'Its values are numbers.',
  );
  expect(why({ use: 'kept-out' })).toBe(
    'It counts the rows. Ids say nothing of what a row is like.',
  );
  expect(why({ use: 'label' })).toContain('not learnt from');
  expect(why({ type: 'number', reason: null })).toBe('');
});

describe('filters', () => {
  test('show what is in use unless asked for more', () => {
    expect(sampleFilter(noFilters)).toEqual({ status: ['ready'] });
    expect(sampleFilter({ ...noFilters, status: 'all' }).status).toEqual(['ready', 'excluded']);
    expect(isFiltered({ ...noFilters, sort: 'path' })).toBe(false);
    expect(isFiltered({ ...noFilters, text: 'cat' })).toBe(true);
  });

  test.each([
    ['7', { class: 7 }],
    ['labelled', { labelled: true }],
    ['unlabelled', { labelled: false }],
    ['all', {}],
  ])('class %s', (chosen, expected) => {
    expect(sampleFilter({ ...noFilters, class: chosen })).toEqual({
      status: ['ready'],
      ...expected,
    });
  });

  test('all of them together are a filter of the contract', () => {
    const filter = sampleFilter({
      text: ` ${'x'.repeat(600)}`,
      status: 'excluded',
      split: 'test',
      class: '3',
      near: true,
      sort: 'path',
    });
    expect(filterSchema.parse(filter)).toEqual(filter);
    expect(filter).toMatchObject({ split: 'test', class: 3, nearDuplicates: true });
  });

  test('each order is one of the contract', () => {
    for (const sort of sorts) expect(sortSchema.safeParse(sampleSort(sort)).success).toBe(true);
    expect(sampleSort('size-desc')).toEqual({ by: 'size', descending: true });
    expect(sampleSort('whatever')).toEqual({ by: 'added', descending: false });
  });
});

describe('names of what was dropped', () => {
  test.each([
    [['holiday'], 'holiday'],
    [['fashion-mnist.zip'], 'fashion-mnist'],
    [['train-images.gz'], 'train-images'],
    [['v1.2 final'], 'v1.2 final'],
    [['one.png'], 'New project'],
    [['a', 'b'], 'New project'],
    [[], 'New project'],
  ])('%j becomes the project %s', (roots, name) => {
    expect(projectNameOf(roots)).toBe(name);
  });

  test('folders below the only root, without litter and in natural order', () => {
    const paths = [
      'r/10/a.png',
      'r/9/a.png',
      'r/9/b/c.png',
      'r/loose.png',
      'r/__MACOSX/a.png',
      'r/.git/x',
    ];
    expect(foldersBelow(paths)).toEqual(['9', '10']);
    expect(foldersBelow(['a/x/1.png', 'b/y/1.png'])).toEqual([]);
  });

  test('folder names may be classes when there are several with pictures', () => {
    expect(mayBeClasses(['cats', 'dogs'], 100)).toBe(true);
    expect(mayBeClasses(['cats', 'dogs'], null)).toBe(true);
    expect(mayBeClasses(['1', '2'], 2)).toBe(false);
    expect(mayBeClasses(['cats'], 100)).toBe(false);
  });

  test('paths as people paste them', () => {
    expect(cleanPath(' "/data/my photos" ')).toBe('/data/my photos');
    expect(cleanPath('file:///data/my%20photos')).toBe('/data/my photos');
    expect(lastPart('C:\\data\\photos\\')).toBe('photos');
    expect(numberedName('Leaves', 1)).toBe('Leaves');
    expect(numberedName('Leaves', 3)).toBe('Leaves 3');
  });
});

test('a table is looked at where its name says that it is one, or a person does', () => {
  const named = { table: true, files: 1 };
  const other = { table: false, files: 1 };
  expect(['auto', 'tables', 'text'].map((kind) => asksFor(named, kind))).toEqual([
    'auto',
    'tables',
    null,
  ]);
  expect(['auto', 'tables'].map((kind) => asksFor(other, kind))).toEqual([null, 'tables']);
  // A thousand files are not sent for a look.
  expect(asksFor({ table: false, files: 1000 }, 'tables')).toBeNull();
  const table = {
    file: '',
    rows: 0,
    sampled: 0,
    columns: [],
    notes: [],
    label: null,
    labelReason: null,
    lookalike: null,
    candidates: [],
  };
  const seen = { kind: 'auto', table: { ...table, fixed: false } } as const;
  expect(isKnown(seen, 'tables')).toBe(true);
  // What looked like texts is looked at again, as a table; and what was one only since somebody said so, as what it looks like.
  expect(isKnown({ ...seen, table: null }, 'tables')).toBe(false);
  expect(isKnown({ ...seen, kind: 'tables' }, 'auto')).toBe(false);
});

test('choices of an import are an input of the contract', () => {
  const sources = [{ kind: 'path' as const, path: '/data' }];
  const usual = { project, sources, ...importInput(usualChoices) };
  expect(calls['data.import'].input.parse(usual)).toEqual({
    project,
    sources,
    labelsFrom: null,
    split: 'train',
    preprocessing: {},
  });
  const chosen = importInput({
    kind: 'video',
    labelsFrom: 'folders',
    split: 'test',
    size: '64',
    channels: '1',
    fit: 'contain',
  });
  const input = { project, sources, ...chosen };
  expect(calls['data.import'].input.parse(input)).toMatchObject({
    kind: 'video',
    labelsFrom: 'folders',
    split: 'test',
    preprocessing: { size: 64, channels: 1, fit: 'contain' },
  });
});

test('of a table what was corrected goes along, and nothing else', () => {
  const column = (name: string, type: 'number' | 'constant') => ({
    ...{ name, type, reason: '', missing: 0, examples: [] },
  });
  const table = {
    ...{ file: 'wine.csv', rows: 2, sampled: 2, candidates: ['kind'], fixed: false },
    ...{ notes: [], labelReason: 'Its name says so; 2 classes.', lookalike: null },
    columns: [column('a', 'number'), column('b', 'constant'), column('kind', 'number')],
    label: 'kind',
  };
  const found = foundColumns(table);
  const inputOf = (picked: PickedColumns) =>
    importInput({ ...usualChoices, ...columnChoices(table, picked) });
  expect(isCorrected(table, found)).toBe(false);
  expect(inputOf(found)).toEqual(importInput(usualChoices));
  const corrected: PickedColumns = {
    ...found,
    types: ['skip', 'constant', 'number'],
    labels: 'column',
  };
  expect(isCorrected(table, corrected)).toBe(true);
  expect(inputOf(corrected)).toMatchObject({
    labelsFrom: 'column',
    columns: [{ name: 'a', type: 'skip' }],
  });
  expect(inputOf({ ...corrected, label: '' })).toMatchObject({
    labelsFrom: null,
    labelColumn: null,
  });
});

test('a column that looks like a class is told of while it is learnt from, and becomes the class', () => {
  const column = (name: string, type: 'number' | 'category') => ({
    ...{ name, type, reason: '', missing: 0, examples: [] },
  });
  const table = {
    ...{ file: 'a.csv', rows: 9, sampled: 9, candidates: ['kind'], fixed: false, notes: [] },
    columns: [column('a', 'number'), column('kind', 'number')],
    ...{ label: null, labelReason: null, lookalike: { column: 'kind', values: 3 } },
  };
  const found = foundColumns(table);
  expect(learntLookalike(table, found)).toEqual({ column: 'kind', values: 3 });
  expect(learntLookalike(table, { ...found, types: ['number', 'skip'] })).toBeNull();
  expect(learntLookalike({ ...table, fixed: true }, found)).toBeNull();
  expect(learntLookalike({ ...table, lookalike: null }, found)).toBeNull();
  const taken = withClass(table, found, 'kind');
  expect(learntLookalike(table, taken)).toBeNull();
  expect(columnChoices(table, taken)).toEqual({
    labelsFrom: 'none',
    columns: [{ name: 'kind', type: 'category' }],
    labelColumn: 'kind',
  });
  const named = { ...table, label: 'kind', labelReason: 'Its name says so; 3 classes.' };
  expect(whyLabel(named, foundColumns(named))).toBe('Its name says so; 3 classes.');
  expect(whyLabel(named, { ...found, label: 'a' })).toBeNull();
});

test('of a table of texts its column always goes along, and that of the labels when it is used', () => {
  const table = {
    ...{ file: 'reviews.csv', sampled: 9, text: 'review', label: 'topic' },
    columns: ['title', 'review', 'topic', ''].map((name) => ({ name, example: 'x' })),
    candidates: ['topic', ''],
  };
  const found = foundTextColumns(table);
  const inputOf = (picked: Partial<PickedTextColumns>) =>
    importInput({ ...usualChoices, ...textColumnChoices({ ...found, ...picked }) });
  const usual = importInput(usualChoices);
  expect(inputOf({})).toEqual({ ...usual, textColumn: 'review' });
  const labelled = { ...usual, labelsFrom: 'column', textColumn: 'title', labelColumn: 'topic' };
  expect(inputOf({ text: 'title', labels: 'column' })).toEqual(labelled);
  expect(inputOf({ labels: 'column', label: '' })).toMatchObject({ labelColumn: '' });
  expect(inputOf({ labels: 'column', label: null })).toEqual(inputOf({}));
  // One column cannot be both.
  expect(inputOf({ text: 'topic', labels: 'column' })).toEqual({ ...usual, textColumn: 'topic' });
  expect(labelNames(table, 'topic')).toEqual(['', 'title', 'review']);
  expect(foundTextColumns({ ...table, text: null })).toMatchObject({ text: 'title' });
});

describe('what the last import did', () => {
  const job = {
    job: project,
    kind: 'import',
    project,
    run: null,
    state: 'finished',
    stage: 'done',
    share: 1,
    step: null,
    loss: null,
    learningRate: null,
    samplesPerSecond: null,
    secondsLeft: null,
    startedAt: '2026-01-01T00:00:00Z',
    endedAt: '2026-01-01T00:00:09Z',
    warnings: ['one remark'],
    health: null,
    error: null,
    result: {
      kind: 'import',
      imported: 10,
      duplicates: 0,
      nearDuplicateGroups: 2,
      skipped: 1,
      ignored: 0,
      notes: ['It has no header; its columns are numbered.'],
    },
  } satisfies Job;

  test('is said without what is not there', () => {
    expect(importLines(job)).toEqual([
      { what: 'imported', count: 10 },
      { what: 'near', count: 2 },
      { what: 'skipped', count: 1 },
    ]);
    const labels = {
      ...job,
      result: {
        kind: 'labels' as const,
        labelled: 3,
        problems: ['line 2'],
        foundNumbers: false,
      },
    };
    expect(importLines(labels).map(({ what }) => what)).toEqual(['labelled', 'problems']);
    expect(remarksOf(labels)).toEqual(['line 2', 'one remark']);
    expect(remarksOf(job)).toEqual(['It has no header; its columns are numbered.', 'one remark']);
  });

  test('is of the newest job, once it has ended', () => {
    expect(lastImport([job], project)).toBe(job);
    expect(lastImport([{ ...job, endedAt: null }, job], project)).toBeNull();
    expect(lastImport([job], 'fedcba9876543210')).toBeNull();
  });
});

test('the data check counts what is left to look at', () => {
  const counts = { skipped: 0 } as DataSummary['counts'];
  const summary = { counts, nearDuplicateExtras: 0 } as DataSummary;
  expect(issueCount(summary)).toBe(0);
  expect(
    issueCount({ ...summary, nearDuplicateExtras: 4, counts: { ...counts, skipped: 2 } }),
  ).toBe(2);
});

test('facts of a sample leave out what is not known', () => {
  const details: SampleDetails = {
    sample: 1,
    path: 'a.png',
    status: 'ready',
    split: 'train',
    class: null,
    label: null,
    width: 20,
    height: 10,
    nearDuplicateGroup: null,
    source: '/data/a.png',
    format: 'png',
    bytes: 1500,
    sha256: null,
    notes: ['upscaled', 'something-new'],
    reason: null,
    duplicateOf: null,
    duplicates: [],
    nearDuplicates: [],
    className: null,
    labelHistory: [],
  };
  const facts = new Map(factsOf(details, texts).map(({ name, value }) => [name, value]));
  expect(facts.get('Original size')).toBe('20 × 10 pixels');
  expect(facts.get('File size')).toBe('1.5 KB');
  expect(facts.get('What the import did')).toBe('enlarged, something-new');
  expect(facts.get('Label')).toBe('None yet');
  expect(facts.get('Came from')).toBe('/data/a.png');
  // A row's bytes are those of its line in the table: they say nothing to a person.
  const ofRow = factsOf(details, textsOf(sampleNouns.tables)).map(({ name }) => name);
  expect(ofRow).not.toContain('File size');
  const sent = factsOf({ ...details, source: null }, texts);
  expect(sent.map(({ name }) => name)).not.toContain('Came from');
  const unknown = { ...details, bytes: null, width: null, format: null, notes: [] };
  expect(factsOf(unknown, texts)).toHaveLength(4);
});
