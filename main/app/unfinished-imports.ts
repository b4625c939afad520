import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isAlive } from '../files/is-alive.ts';
import type { ProjectStore } from '../store/project-store.ts';

/** Where an import's pixels go, relative to the project. */
export function packFileOf(importId: number): string {
  return `data/import-${String(importId).padStart(4, '0')}.safetensors`;
}

/** Removes what an unfinished import wrote, rows a few hundred at a time. */
export async function abandonImport(
  store: ProjectStore,
  projectDir: string,
  importId: number,
): Promise<void> {
  removePixels(projectDir, importId);
  while (!store.imports.abandonSome(importId)) await nextTurn();
}

/** Removes what imports left whose process ended in the middle. Nobody has seen any of it. */
export function abandonDeadImports(store: ProjectStore, projectDir: string): void {
  for (const { id, pid } of store.imports.unfinished()) {
    if (isAlive(pid)) continue;
    removePixels(projectDir, id);
    while (!store.imports.abandonSome(id));
  }
}

/** The file under its final name, and half-written under temporary ones. */
function removePixels(projectDir: string, importId: number): void {
  const file = path.join(projectDir, packFileOf(importId));
  const dir = path.dirname(file);
  let names: string[] = [];
  try {
    names = readdirSync(dir);
  } catch {
    return; // no folder, no pixels
  }
  for (const name of names) {
    if (name.startsWith(path.basename(file))) rmSync(path.join(dir, name), { force: true });
  }
}
