import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProjectStore } from '../store/project-store.ts';

/** Rows written in one commit: some ten milliseconds' work, after which other events get their turn. */
const rowsAtOnce = 150;

/** Does something to each item, a few hundred a commit, so that the program answers in between. */
export async function inCommits<T>(
  store: ProjectStore,
  items: readonly T[],
  work: (item: T) => void,
): Promise<void> {
  for (let begin = 0; begin < items.length; begin += rowsAtOnce) {
    store.transaction(() => items.slice(begin, begin + rowsAtOnce).forEach(work));
    await nextTurn();
  }
}
