import { statSync } from 'node:fs';
import type { TextColumns } from '../../shared/contract/data.ts';
import type { SpawnDecoder } from '../ingest/decoder/spawn-decoder.ts';
import { tableName } from '../ingest/tables/table-file.ts';
import { seeTextColumns } from '../ingest/text/see-text-columns.ts';
import { rowExtensions, tableAmong } from './data-kinds/only-table.ts';
import type { Project } from './project.ts';

/**
 * Which columns of a table hold texts and their labels, as an import into a project would take them; null for what is no table with
 * a choice of columns, and where the project holds something else.
 * @param project null for one that is still to be made
 * @throws {PretextError} `engine-missing`; `no-data` for a table in a zip archive that cannot be read
 */
export async function textColumns(
  project: Project | null,
  inputs: readonly string[],
  spawnDecoder?: SpawnDecoder,
): Promise<TextColumns | null> {
  const before = project?.datasetOrNull()?.preprocessing ?? null;
  if (before !== null && before.kind !== 'text') return null;
  const table = await tableAmong(inputs, rowExtensions);
  if (table === null || statSync(table.file, { throwIfNoEntry: false })?.isFile() !== true) {
    return null;
  }
  const { rows, columns, text, labels } = await seeTextColumns(table, spawnDecoder);
  if (columns.length < 2) return null;
  const kept = (name: string | null | undefined): string | undefined =>
    columns.some((column) => column.name === name) ? (name ?? undefined) : undefined;
  const chosen = kept(before?.textColumn) ?? text;
  const candidates = labels.filter((name) => name !== chosen);
  return {
    file: tableName(table),
    sampled: rows,
    columns,
    text: chosen,
    label: kept(before?.labelColumn) ?? candidates[0] ?? null,
    candidates,
  };
}
