import type { AppEvent } from '../../../shared/contract/events.ts';
import type { Change } from '../edits.ts';
import type { OpenProject } from '../studio/open-projects.ts';
import type { Studio } from '../studio/studio.ts';

type Changed = Extract<AppEvent, { type: 'changed' }>['what'];

/** Makes a change when its turn has come, and tells what it changed. @param what is told when it changed any sample */
export async function edit(
  studio: Studio,
  id: string,
  what: readonly Changed[],
  work: (open: OpenProject) => Promise<Change>,
): Promise<Change> {
  const open = studio.projects.get(id);
  const change = await open.inTurn(() => work(open));
  if (change.samples.length > 0) studio.events.changed(id, ...what);
  return change;
}

/** The same, answered with how many samples it changed. */
export async function countedEdit(
  ...change: Parameters<typeof edit>
): Promise<{ changed: number }> {
  const { samples } = await edit(...change);
  return { changed: samples.length };
}
