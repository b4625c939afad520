import type { ShownValue } from '../../shared/contract/pretext.ts';

type Row = readonly (readonly [column: string, value: string])[];

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
  const all = (versions[0] ?? []).map((_, at) => at);
  const changing = all.filter((at) => versions.some((row) => isChanged(row, at)));
  const others = all.filter((at) => !changing.includes(at));
  const chosen = [...changing, ...others].slice(0, most).sort((a, b) => a - b);
  return versions.map((row) =>
    chosen.map((at) => {
      const [column = '', value = ''] = row[at] ?? [];
      return { column, value, marked: isChanged(row, at) };
    }),
  );
}
