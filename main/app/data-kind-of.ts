import { statSync } from 'node:fs';
import path from 'node:path';
import type { DataKindName } from '../../shared/sample-spec.ts';

/** Files that hold a table; whether one really does is seen when it is read. */
const tableExtensions = new Set(['.csv', '.tsv', '.tab', '.xlsx', '.parquet', '.jsonl', '.ndjson']);

/** What kind of data a person has given: a single file of a table, or else images. */
export function dataKindOf(inputs: readonly string[]): DataKindName {
  const [only, ...others] = inputs;
  if (only === undefined || others.length > 0) return 'images';
  const isTable = tableExtensions.has(path.extname(only).toLowerCase());
  // A folder may be called anything.
  return isTable && statSync(only, { throwIfNoEntry: false })?.isFile() === true
    ? 'tables'
    : 'images';
}
