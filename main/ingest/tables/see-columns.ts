import type { ColumnType } from '../../../shared/column-types.ts';
import type { OpenTableOptions } from './table.ts';
import type { TableFile } from './table-file.ts';
import type { SeenColumns } from './table-messages.ts';
import { openTimeoutMs, type TableReaderOptions, withTableReader } from './table-reader.ts';

export interface SeeColumnsRequest extends TableReaderOptions {
  table: TableFile;
  /** Set by hand, by column. */
  types?: ReadonlyMap<string, ColumnType>;
  /** The column of the labels; `null` for none; found by its name when left out. */
  label?: string | null;
  options?: OpenTableOptions;
  /** Of the rows that types are found by, where there are many; 1 when left out. */
  seed?: number;
}

/** What the columns of a table hold, as an import would take them. @throws {PretextError} as `withTableReader` */
export async function seeColumns(request: SeeColumnsRequest): Promise<SeenColumns> {
  const { table, types = new Map(), label, options = {}, seed = 1 } = request;
  const see = { op: 'see-table', table, types, label, options, seed } as const;
  return await withTableReader(table, request, (ask) => ask<SeenColumns>(see, openTimeoutMs));
}
