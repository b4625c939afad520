import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Export } from '../../shared/contract/exports.ts';
import { modelKind } from '../../shared/contract/results.ts';
import { PretextError } from '../../shared/errors.ts';
import type { ExportRow } from '../store/models.ts';
import { readDescription } from './export-description.ts';
import type { Project } from './project.ts';

/** The exports of a project, newest first. */
export async function exportsIn(project: Project): Promise<Export[]> {
  const rows = project.store.models.exports().reverse();
  return await Promise.all(rows.map((row) => exportOf(project, row)));
}

/** One export with its files and model card. @throws {PretextError} `not-found`, `corrupt-file` */
export async function exportDetails(project: Project, id: number) {
  const row = rowOf(project, id);
  const { description } = readDescription(row.path);
  const dir = path.dirname(row.path);
  return {
    ...(await exportOf(project, row)),
    loader: description.loader ?? null,
    dataKind: description.preprocessing.kind,
    classes: description.classes,
    verifiedSamples: description.verified.samples,
    files: await filesIn(dir),
    modelCard: await readFile(path.join(dir, 'MODEL_CARD.md'), 'utf8'),
  };
}

/** Where an export's files are, for a download. @throws {PretextError} `not-found` */
export async function exportFiles(
  project: Project,
  id: number,
): Promise<{ name: string; files: { name: string; path: string }[] }> {
  const row = rowOf(project, id);
  const dir = path.dirname(row.path);
  const files = await filesIn(dir);
  return {
    name: `${project.name} ${row.format}`,
    files: files.map(({ name }) => ({ name, path: path.join(dir, name) })),
  };
}

function rowOf(project: Project, id: number): ExportRow {
  const row = project.store.models.exports().find((each) => each.id === id);
  if (row === undefined || !existsSync(row.path)) {
    throw new PretextError(
      'not-found',
      row === undefined ? 'There is no such export.' : `The export's files are no longer there.`,
      { ...(row === undefined ? {} : { path: row.path }), remedy: 'Export the model again.' },
    );
  }
  return row;
}

async function exportOf(project: Project, row: ExportRow): Promise<Export> {
  const model = project.store.models.byId(row.model_id);
  const missing = !existsSync(row.path);
  const files = missing ? [] : await filesIn(path.dirname(row.path));
  return {
    export: row.id,
    run: model?.run_id ?? 1,
    kind: modelKind.parse(model?.kind),
    format: row.format,
    path: row.path,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    maxAbsDifference: row.max_abs_difference,
    createdAt: row.created_at,
    missing,
  };
}

/** Plain files below an export's folder, with forward slashes. */
async function filesIn(dir: string): Promise<{ name: string; bytes: number }[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const listed = await Promise.all(
    files.map(async (entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const name = path.relative(dir, file).split(path.sep).join('/');
      return { name, bytes: (await stat(file)).size };
    }),
  );
  return listed.sort((a, b) => a.name.localeCompare(b.name));
}
