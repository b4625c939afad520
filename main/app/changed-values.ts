import type { ShownValue } from '../../shared/contract/pretext.ts';

type Row = readonly (readonly [column: string, value: string])[];

/** Places of columns, those first that are not the same in all versions of a row: a card has room for few. */
export function changingFirst(versions: readonly Row[]): number[] {
  const [first = []] = versions;
  const changes = (at: number): boolean => versions.some((row) => row[at]?.[1] !== first[at]?.[1]);
  return placesFirst(first, changes);
}

/** Places of a row's columns, those first that are wanted most. */
function placesFirst(row: Row, isWanted: (at: number) => boolean): number[] {
  const all = row.map((_, at) => at);
  return [...all.filter(isWanted), ...all.filter((at) => !isWanted(at))];
}

/** Columns that are shown. */
const most = 8;

/**
 * Versions of one row, cut to the same few columns, those first that change between them.
 * @param versions columns and values, the same columns in each
 * @param shown the version that the model was shown, which the others are held against; null where none is, and nothing is marked
 */
export function changedValues(versions: readonly Row[], shown: Row | null): ShownValue[][] {
  const isChanged = (row: Row, at: number): boolean =>
    shown !== null && row[at]?.[1] !== shown[at]?.[1];
  const chosen = placesFirst(versions[0] ?? [], (at) => versions.some((row) => isChanged(row, at)))
    .slice(0, most)
    .sort((a, b) => a - b);
  return versions.map((row) =>
    chosen.map((at) => {
      const [column = '', value = ''] = row[at] ?? [];
      return { column, value, marked: isChanged(row, at) };
    }),
  );
}
