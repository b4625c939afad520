import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isAlive } from '../files/is-alive.ts';
import type { ProjectStore } from '../store/project-store.ts';

const packExtension = '.safetensors';

/** Where an import's pixels go, relative to the project. */
export function packFileOf(importId: number): string {
  return `data/import-${String(importId).padStart(4, '0')}${packExtension}`;
}

/** Where the thumbnails of a pack are, relative to the project; imports made before there were any have none. */
export function thumbnailFileOf(packFile: string): string {
  return `${packFile.slice(0, -packExtension.length)}.thumbnails`;
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

/** Pack and thumbnails under their final names, and half-written under temporary ones. */
function removePixels(projectDir: string, importId: number): void {
  const pack = path.join(projectDir, packFileOf(importId));
  const dir = path.dirname(pack);
  const files = [pack, thumbnailFileOf(pack)].map((file) => path.basename(file));
  let names: string[] = [];
  try {
    names = readdirSync(dir);
  } catch {
    return; // no folder, no pixels
  }
  for (const name of names) {
    if (files.some((file) => name.startsWith(file))) rmSync(path.join(dir, name), { force: true });
  }
}
