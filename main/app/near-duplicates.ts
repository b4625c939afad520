import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Change, setExcluded } from './edits.ts';
import type { Project } from './project.ts';

const groupsAtOnce = 200;

/** Leaves out all but one of each group of near duplicates: a labelled one stays, of several the largest. */
export async function keepOneOfEach(
  project: Project,
  groups: readonly number[] | undefined,
): Promise<Change> {
  const dataset = project.dataset();
  const { check } = project.store;
  const wanted = groups ?? check.nearDuplicateGroups(dataset.id);
  const extras: number[] = [];
  for (const [at, group] of wanted.entries()) {
    const members = check
      .nearDuplicates(dataset.id, group)
      .sort(
        (a, b) =>
          Number(b.class_id !== null) - Number(a.class_id !== null) ||
          b.area - a.area ||
          a.id - b.id,
      );
    for (const { id } of members.slice(1)) extras.push(id);
    if (at % groupsAtOnce === groupsAtOnce - 1) await nextTurn();
  }
  return await setExcluded(project, extras, true);
}
