import { beforeEach, expect, test } from 'vitest';
import { createClass, removeClass, renameClass } from '../../main/app/classes.ts';
import { giveLabels, redo, setExcluded, takeBack, undo } from '../../main/app/edits.ts';
import { holdOut } from '../../main/app/hold-out.ts';
import { keepOneOfEach } from '../../main/app/near-duplicates.ts';
import { Project } from '../../main/app/project.ts';
import { trainingImages } from '../../main/app/training-images.ts';
import { temporaryHome } from '../support/studio.ts';

/** 40 samples in 4 groups of near duplicates; the sizes grow. */
let project: Project;
let ids: number[];
let dataset: number;

beforeEach(() => {
  project = Project.create(`${temporaryHome()}/edits`);
  const { store } = project;
  const preprocessing = {
    size: 28,
    channels: 1,
    fit: 'cover',
    background: [0, 0, 0],
    sixteenBitRange: null,
  };
  dataset = store.datasets.create('edits', 'images', preprocessing);
  const pack = store.datasets.addPack(dataset, 'data/a.safetensors', 40);
  ids = Array.from({ length: 40 }, (_, row) =>
    store.samples.add(dataset, {
      path: `${row}.png`,
      source: '/nowhere',
      status: 'ready',
      split: 'train',
      width: row + 1,
      height: 10,
      packId: pack,
      row,
      ...(row < 20 ? { nearDuplicateGroup: Math.floor(row / 5) + 1 } : {}),
    }),
  );
});

const labelOf = (id: number | undefined): string | null => project.store.labels.of(id ?? 0);

test('of each group of near duplicates a labelled one stays, else the largest; one undo takes all back', async () => {
  const { id } = createClass(project, 'kept');
  await giveLabels(project, [ids[1] ?? 0], id);
  const { samples } = await keepOneOfEach(project, undefined);
  expect(samples).toHaveLength(16);
  const left = (await trainingImages(project)).samples.slice(0, 4).map((sample) => sample.path);
  expect(left).toEqual(['1.png', '9.png', '14.png', '19.png']);
  expect((await undo(project, 'exclusion')).samples).toHaveLength(16);
  expect((await trainingImages(project)).samples).toHaveLength(40);
  expect((await keepOneOfEach(project, [2])).samples).toHaveLength(4);
});

test('labels and exclusions are taken back apart from each other, in their own order', async () => {
  const [a, b] = [createClass(project, 'a').id, createClass(project, 'b').id];
  const first = ids.slice(0, 10);
  await giveLabels(project, first, a);
  await setExcluded(project, ids.slice(5, 15), true);
  await giveLabels(project, ids.slice(0, 5), b);
  await undo(project, 'labels');
  expect(first.map(labelOf)).toEqual(first.map(() => 'a'));
  await undo(project, 'labels');
  expect(first.map(labelOf)).toEqual(first.map(() => null));
  expect((await trainingImages(project)).samples).toHaveLength(30);
  await redo(project, 'labels');
  await redo(project, 'labels');
  expect(labelOf(ids[0])).toBe('b');
  expect(labelOf(ids[9])).toBe('a');
  expect(await redo(project, 'labels')).toEqual({ samples: [] });
});

test('a change after an undo drops what was taken back; the history of a sample keeps all of it', async () => {
  const [a, b] = [createClass(project, 'a').id, createClass(project, 'b').id];
  const one = [ids[0] ?? 0];
  await giveLabels(project, one, a);
  await undo(project, 'labels');
  await giveLabels(project, one, b);
  expect(await redo(project, 'labels')).toEqual({ samples: [] });
  const history = project.store.labels.history(one[0] ?? 0).map((event) => event.class_name);
  expect(history).toEqual(['a', null, 'b']);
  expect(await giveLabels(project, one, b)).toEqual({ samples: [] }); // nothing changes
  await undo(project, 'labels');
  expect(labelOf(one[0])).toBeNull();
});

test('a change that the program did not survive is taken back as far as it went', async () => {
  const { id } = createClass(project, 'a');
  const { edits, labels } = project.store;
  const edit = edits.begin('labels', 'half of it');
  for (const sample of ids.slice(0, 3)) {
    edits.addSample(edit, { sample_id: sample, before: null, after: String(id) });
    labels.giveClass(sample, id, 'person');
  }
  project.close();
  project = Project.open(project.dir);
  expect((await undo(project, 'labels')).samples).toEqual(ids.slice(0, 3));
  expect(labelOf(ids[0])).toBeNull();
});

test('samples that are not there, and classes that are not, change nothing', async () => {
  const { id } = createClass(project, 'a');
  await expect(giveLabels(project, [ids[0] ?? 0, 4711], id)).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(giveLabels(project, ids, 4711)).rejects.toMatchObject({ code: 'not-found' });
  expect(labelOf(ids[0])).toBeNull();
  expect(project.store.edits.toUndo('labels')).toBeUndefined();
});

test('a removed class comes back by its name, or by the undo of what it was given to', async () => {
  const { id } = createClass(project, 'a');
  await giveLabels(project, ids.slice(0, 2), id);
  expect(() => removeClass(project, id)).toThrow('2 samples are labelled “a”.');
  await undo(project, 'labels');
  removeClass(project, id);
  expect(project.store.classes.all(dataset)).toEqual([]);
  const other = createClass(project, 'b').id;
  expect(renameClass(project, other, 'a').name).toBe('a'); // the name was free
  await redo(project, 'labels');
  expect(project.store.classes.all(dataset).map((each) => [each.id, each.train])).toEqual([
    [id, 2],
    [other, 0],
  ]);
});

test('holding out leaves each class one to train on', async () => {
  const [a, b] = [createClass(project, 'a').id, createClass(project, 'b').id];
  await giveLabels(project, ids.slice(0, 10), a);
  await giveLabels(project, ids.slice(10, 11), b);
  expect(await holdOut(project, 0.9, 1)).toBe(9);
  const left = project.store.labels.all(dataset, 'train').map((label) => label.class_name);
  expect(left.toSorted()).toEqual(['a', 'b']);
});

test('the digest of the training images follows what is left out, taken in and moved', async () => {
  const before = (await trainingImages(project)).digest;
  await setExcluded(project, ids.slice(0, 1), true);
  const without = (await trainingImages(project)).digest;
  expect(without).not.toBe(before);
  await undo(project, 'exclusion');
  expect((await trainingImages(project)).digest).toBe(before);
  project.store.samples.setSplit(ids[0] ?? 0, 'test');
  expect((await trainingImages(project)).digest).toBe(without);
});

test('classes ruled out are undone and done again apart from labels, also after a restart', async () => {
  const [coat, shirt] = [createClass(project, 'coat').id, createClass(project, 'shirt').id];
  const [one = 0, two = 0] = ids;
  const pairs = () => project.store.takenBack.all().map((each) => [each.sample_id, each.class_id]);
  await takeBack(project, new Map([[one, coat]]));
  await giveLabels(project, [two], shirt);
  // The one that is taken back already is no part of the change, another class of it is.
  expect(await takeBack(project, new Map([[one, coat]]))).toEqual({ samples: [] });
  expect(
    await takeBack(
      project,
      new Map([
        [one, shirt],
        [two, coat],
      ]),
    ),
  ).toEqual({
    samples: [one, two],
  });
  expect(project.store.edits.toUndo('taken_back')?.title).toBe('2 labels taken back');
  project.close();
  project = Project.open(project.dir);
  expect(pairs()).toEqual([
    [one, coat],
    [one, shirt],
    [two, coat],
  ]);
  await undo(project, 'taken_back');
  expect(pairs()).toEqual([[one, coat]]);
  await undo(project, 'taken_back');
  expect(pairs()).toEqual([]);
  expect(labelOf(two)).toBe('shirt');
  await redo(project, 'taken_back');
  expect(pairs()).toEqual([[one, coat]]);
  await expect(takeBack(project, new Map([[4711, coat]]))).rejects.toMatchObject({
    code: 'not-found',
  });
});
