import type { TableFormat } from '../text-format.ts';
import type { TextLimits } from '../text-limits.ts';
import { csvRows } from './csv-rows.ts';
import { jsonArrayRows, jsonLineRows } from './json-rows.ts';
import type { TableRow } from './table-row.ts';

/** @throws {Refusal} when the file as a whole cannot be read */
export function tableRows(
  format: TableFormat,
  text: AsyncIterable<string>,
  limits: TextLimits,
): AsyncGenerator<TableRow> {
  switch (format) {
    case 'csv':
      return csvRows(text, limits);
    case 'tsv':
      return csvRows(text, limits, '\t');
    case 'json-lines':
      return jsonLineRows(text, limits.maxRecordCharacters);
    case 'json':
      return jsonArrayRows(text, limits.maxRecordCharacters);
  }
}
