import { Refusal } from '../../refusal.ts';

/** Names that are shown, and characters of each. */
const namedAtMost = 20;
const longestName = 40;

/** That a table does not have the column that is asked for, and which it has. */
export function noColumn(wanted: string, names: readonly string[]): Refusal {
  return new Refusal(
    'no-column',
    `has no column ${JSON.stringify(wanted)}; its columns are ${shownColumns(names)}`,
  );
}

/** The first names, for a sentence. */
export function shownColumns(names: readonly string[]): string {
  const shown = names
    .slice(0, namedAtMost)
    .map((name) => JSON.stringify(name.slice(0, longestName)))
    .join(', ');
  return names.length > namedAtMost ? `${shown}, …` : shown;
}
