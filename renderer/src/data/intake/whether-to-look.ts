import type { TableColumns } from '../../../../shared/contract/data.ts';

/** Whether what was taken is to be looked at for columns of a table. Pure. */

/** What a person says of it: nothing, or that it is a table. */
export type SaidKind = 'auto' | 'tables';

/**
 * As what it is to be looked at; null for what is not: nothing says that it is a table, or all that is in it would have to be sent before.
 * @param table whether it is named so
 * @param files inside; null when nobody has counted them
 * @param kind as the form holds it
 */
export function asksFor(
  { table, files }: { table: boolean; files: number | null },
  kind: string,
): SaidKind | null {
  if (kind === 'auto') return table ? 'auto' : null;
  return kind === 'tables' && (files === null || files === 1) ? 'tables' : null;
}

/** Whether a look has told already what is asked for: what looks like a table is one when a person says so too. */
export const isKnown = (
  { kind, table }: { kind: SaidKind; table: TableColumns | null },
  asked: SaidKind,
): boolean => kind === asked || (asked === 'tables' && table !== null);
