import path from 'node:path';
import type { ColumnType } from '../../../shared/column-types.ts';
import type { OpenTableOptions } from './table.ts';
import type { SeenColumns } from './table-messages.ts';
import { openTimeoutMs, type TableReaderOptions, withTableReader } from './table-reader.ts';

export interface SeeColumnsRequest extends TableReaderOptions {
  file: string;
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
  const { file, types = new Map(), label, options = {}, seed = 1 } = request;
  const name = path.basename(file);
  const see = { op: 'see-table', file, name, types, label, options, seed } as const;
  return await withTableReader(file, request, (ask) => ask<SeenColumns>(see, openTimeoutMs));
}
