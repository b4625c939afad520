import { PretextError } from '../../shared/errors.ts';
import type { ClassRow } from '../store/classes.ts';
import type { Project } from './project.ts';
import { labelsAreNumbers } from './target.ts';

/** The classes of a project's data set, by name as a person sorts them; none where labels are numbers. */
export function classesIn(project: Project): ClassRow[] {
  const dataset = project.datasetOrNull();
  if (dataset === null || dataset.target === 'number') return [];
  return project.store.classes
    .all(dataset.id)
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** @throws {PretextError} `already-exists`; `bad-usage` where labels are numbers; `no-data` before the first import */
export function createClass(project: Project, name: string): ClassRow {
  const dataset = project.dataset();
  if (dataset.target === 'number') throw labelsAreNumbers(project);
  return project.store.transaction(() => {
    const { classes, labels } = project.store;
    const known = classes.byName(dataset.id, name);
    if (known !== undefined && known.hidden === 0) throw taken(name);
    const id = known?.id ?? labels.classId(dataset.id, name);
    classes.setHidden(id, false);
    return oneClass(project, id);
  });
}

/** @throws {PretextError} `not-found`, `already-exists` */
export function renameClass(project: Project, id: number, name: string): ClassRow {
  return project.store.transaction(() => {
    const { classes } = project.store;
    const known = classes.byId(id);
    if (known === undefined) throw missing();
    const other = classes.byName(known.dataset_id, name);
    if (other !== undefined && other.id !== id) {
      if (other.hidden === 0 || classes.uses(other.id) > 0) throw taken(name);
      // A class that is no longer offered gives its name away; labels of the past still point to it.
      classes.rename(other.id, `${name} (removed ${other.id})`);
    }
    classes.rename(id, name);
    return oneClass(project, id);
  });
}

/** No longer offers a class. @throws {PretextError} `not-found`; `bad-usage` while samples have it */
export function removeClass(project: Project, id: number): void {
  project.store.transaction(() => {
    const { classes } = project.store;
    const known = classes.byId(id);
    if (known === undefined) throw missing();
    const uses = classes.uses(id);
    if (uses > 0) {
      throw new PretextError('bad-usage', `${uses} samples are labelled “${known.name}”.`, {
        remedy: 'Give them another label first, or take theirs back.',
      });
    }
    classes.setHidden(id, true);
  });
}

function oneClass(project: Project, id: number): ClassRow {
  const found = classesIn(project).find((each) => each.id === id);
  if (found === undefined) throw missing();
  return found;
}

function taken(name: string): PretextError {
  return new PretextError('already-exists', `There is a class “${name}” already.`, {
    remedy: 'Choose another name.',
  });
}

function missing(): PretextError {
  return new PretextError('not-found', 'There is no such class.', {
    remedy: 'It may have been removed: look at the list again.',
  });
}
