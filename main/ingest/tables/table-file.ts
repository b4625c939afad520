import path from 'node:path';
import type { ZipEntryLocation } from '../decoder/location.ts';

/** Where a table is. */
export interface TableFile {
  file: string;
  /** In the zip archive that `file` is; its samples are called as if it was unpacked. Left out for a table that is no part of one. */
  entry?: { name: string; location: ZipEntryLocation } | undefined;
}

/** What a table's samples begin with: `wine.csv`. */
export function tableName({ file, entry }: TableFile): string {
  return path.basename(entry?.name ?? file);
}

/** What a table is called where something is wrong with it: `wine.csv`, `wine/wine.csv in wine.zip`. */
export function tableTitle({ file, entry }: TableFile): string {
  const name = path.basename(file);
  return entry === undefined ? name : `${entry.name} in ${name}`;
}
