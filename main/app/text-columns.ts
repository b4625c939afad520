import { statSync } from 'node:fs';
import path from 'node:path';
import type { TextColumns } from '../../shared/contract/data.ts';
import type { SpawnDecoder } from '../ingest/decoder/spawn-decoder.ts';
import { seeTextColumns } from '../ingest/text/see-text-columns.ts';
import type { Project } from './project.ts';

/**
 * Which columns of a table hold texts and their labels, as an import into a project would take them; null for what is no table with
 * a choice of columns, and where the project holds something else.
 * @param project null for one that is still to be made
 * @throws {PretextError} `engine-missing`
 */
export async function textColumns(
  project: Project | null,
  inputs: readonly string[],
  spawnDecoder?: SpawnDecoder,
): Promise<TextColumns | null> {
  const before = project?.datasetOrNull()?.preprocessing ?? null;
  if (before !== null && before.kind !== 'text') return null;
  const [file, ...others] = inputs;
  if (file === undefined || others.length > 0) return null;
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const { rows, columns, text, labels } = await seeTextColumns(file, spawnDecoder);
  if (columns.length < 2) return null;
  const kept = (name: string | null | undefined): string | undefined =>
    columns.some((column) => column.name === name) ? (name ?? undefined) : undefined;
  const chosen = kept(before?.textColumn) ?? text;
  const candidates = labels.filter((name) => name !== chosen);
  return {
    file: path.basename(file),
    sampled: rows,
    columns,
    text: chosen,
    label: kept(before?.labelColumn) ?? candidates[0] ?? null,
    candidates,
  };
}
