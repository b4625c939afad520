import { PretextError } from '../../shared/errors.ts';
import { numberIn } from '../../shared/number-text.ts';
import type { EditedSample, EditKind, EditRow } from '../store/edits.ts';
import type { SampleStatus } from '../store/samples.ts';
import { inCommits } from './in-commits.ts';
import type { Project } from './project.ts';
import { labelsAreClasses, labelsAreNumbers } from './target.ts';

/**
 * Changes that a person can take back: labels, leaving samples out, and ruling out labels that self-training kept. A change of many
 * samples is written a few hundred a commit. When the program ends in the middle, what was written stands and can be taken back.
 */

export interface Change {
  /** Samples that are different now. */
  samples: number[];
}

/**
 * Gives samples a class, or takes theirs back with null.
 * @throws {PretextError} `not-found` for a class or sample that is not there; `bad-usage` where labels are numbers
 */
export async function giveLabels(
  project: Project,
  sampleIds: readonly number[],
  classId: number | null,
): Promise<Change> {
  const { store } = project;
  if (project.dataset().target === 'number' && classId !== null) throw labelsAreNumbers(project);
  const known = classId === null ? null : store.classes.byId(classId);
  if (known === undefined) {
    throw new PretextError('not-found', 'There is no such class.', {
      remedy: 'Create it first.',
    });
  }
  return await giveClassId(project, sampleIds, classId, known?.name ?? null);
}

/**
 * Gives samples a number, or takes theirs back with null.
 * @throws {PretextError} `not-found` for a sample that is not there; `bad-usage` where labels are classes
 */
export async function giveNumber(
  project: Project,
  sampleIds: readonly number[],
  value: number | null,
): Promise<Change> {
  const dataset = project.dataset();
  if (dataset.target !== 'number') throw labelsAreClasses(project);
  const name = value === null ? null : String(value);
  const classId = name === null ? null : project.store.labels.classId(dataset.id, name);
  return await giveClassId(project, sampleIds, classId, name);
}

async function giveClassId(
  project: Project,
  sampleIds: readonly number[],
  classId: number | null,
  name: string | null,
): Promise<Change> {
  const wanted = classId === null ? null : String(classId);
  const changes = await changesOf(project, sampleIds, ({ status, class_id: before }) =>
    // A duplicate's label is its original's; a skipped file has nothing to be labelled.
    status === 'ready' || status === 'excluded'
      ? { before: before === null ? null : String(before), after: wanted }
      : null,
  );
  const what = name === null ? 'unlabelled' : `labelled “${name}”`;
  return await make(project, 'labels', `${counted(changes.length)} ${what}`, changes);
}

/** Leaves samples out, or takes them in again. Duplicates and skipped files stay what they are. */
export async function setExcluded(
  project: Project,
  sampleIds: readonly number[],
  excluded: boolean,
): Promise<Change> {
  const [from, to]: [SampleStatus, SampleStatus] = excluded
    ? ['ready', 'excluded']
    : ['excluded', 'ready'];
  const changes = await changesOf(project, sampleIds, ({ status }) =>
    status === from ? { before: from, after: to } : null,
  );
  const what = excluded ? 'left out' : 'taken in again';
  return await make(project, 'exclusion', `${counted(changes.length)} ${what}`, changes);
}

/**
 * Rules classes out for samples: "that is not a coat". Self-training does not keep them again.
 * @param classOf the class of each sample
 */
export async function takeBack(
  project: Project,
  classOf: ReadonlyMap<number, number>,
): Promise<Change> {
  const changes = await changesOf(project, [...classOf.keys()], ({ id }) => {
    const classId = classOf.get(id);
    return classId === undefined || project.store.takenBack.has(id, classId)
      ? null
      : { before: null, after: String(classId) };
  });
  const title =
    changes.length === 1 ? '1 label' : `${changes.length.toLocaleString('en-US')} labels`;
  return await make(project, 'taken_back', `${title} taken back`, changes);
}

/** Takes the last change of a kind back; none when there is nothing to take back. */
export async function undo(project: Project, kind: EditKind): Promise<Change> {
  const edit = project.store.edits.toUndo(kind);
  if (edit === undefined) return { samples: [] };
  return await move(project, edit, 'undone', ({ before }) => before);
}

/** Does again what was taken back last. */
export async function redo(project: Project, kind: EditKind): Promise<Change> {
  const edit = project.store.edits.toRedo(kind);
  if (edit === undefined) return { samples: [] };
  return await move(project, edit, 'done', ({ after }) => after);
}

function counted(samples: number): string {
  return samples === 1 ? '1 sample' : `${samples.toLocaleString('en-US')} samples`;
}

/** What would be different, by sample. @throws {PretextError} `not-found` */
async function changesOf(
  project: Project,
  sampleIds: readonly number[],
  changeOf: (sample: {
    id: number;
    status: SampleStatus;
    class_id: number | null;
  }) => Omit<EditedSample, 'sample_id'> | null,
): Promise<EditedSample[]> {
  const changes: EditedSample[] = [];
  await inCommits(project.store, [...new Set(sampleIds)], (id) => {
    const sample = project.store.samples.byId(id);
    if (sample === undefined) {
      throw new PretextError('not-found', `The project ${project.name} has no sample ${id}.`);
    }
    const change = changeOf(sample);
    if (change !== null && change.before !== change.after)
      changes.push({ sample_id: id, ...change });
  });
  return changes;
}

async function make(
  project: Project,
  kind: EditKind,
  title: string,
  changes: readonly EditedSample[],
): Promise<Change> {
  if (changes.length === 0) return { samples: [] };
  const { store } = project;
  let edit: number | undefined;
  await inCommits(store, changes, (change) => {
    edit ??= store.edits.begin(kind, title);
    store.edits.addSample(edit, change);
    apply(project, kind, change, change.after);
  });
  return { samples: changes.map(({ sample_id: id }) => id) };
}

async function move(
  project: Project,
  edit: EditRow,
  state: 'done' | 'undone',
  targetOf: (sample: EditedSample) => string | null,
): Promise<Change> {
  const { store } = project;
  const moved: number[] = [];
  const samples = store.edits.samples(edit.id);
  const numbersAlone = edit.kind === 'labels' && project.dataset().target === 'number';
  let left = samples.length;
  await inCommits(store, samples, (sample) => {
    const wanted = targetOf(sample);
    const to = numbersAlone ? numberOrNone(project, wanted) : wanted;
    if (valueNow(project, edit.kind, sample) !== to) {
      apply(project, edit.kind, sample, to);
      moved.push(sample.sample_id);
    }
    left -= 1;
    if (left === 0) store.edits.setState(edit.id, state); // in the commit of the last sample
  });
  return { samples: moved };
}

/** A label from before labels were numbers, which is none, does not come back: its sample has no label then. */
function numberOrNone({ store }: Project, classId: string | null): string | null {
  const name = classId === null ? undefined : store.classes.byId(Number(classId))?.name;
  return name === undefined || numberIn(name) === null ? null : classId;
}

function valueNow(
  project: Project,
  kind: EditKind,
  { sample_id: id, after }: EditedSample,
): string | null {
  if (kind === 'taken_back') {
    return project.store.takenBack.has(id, Number(after)) ? after : null;
  }
  const sample = project.store.samples.byId(id);
  if (sample === undefined) return null;
  if (kind === 'exclusion') return sample.status;
  return sample.class_id === null ? null : String(sample.class_id);
}

function apply(
  { store }: Project,
  kind: EditKind,
  { sample_id: id, after }: EditedSample,
  to: string | null,
): void {
  if (kind === 'labels') {
    store.labels.giveClass(id, to === null ? null : Number(to), 'person');
  } else if (kind === 'taken_back') {
    if (to === null) store.takenBack.remove(id, Number(after));
    else store.takenBack.add(id, Number(to));
  } else if (to === 'ready' || to === 'excluded') store.samples.setStatus(id, to);
}
