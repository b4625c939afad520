import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAlive } from './is-alive.ts';

const tidied = new Set<string>();

/**
 * A new folder among the system's temporary ones, for what is gone with its process at the latest; who makes it removes it. What processes that were killed have
 * left under the same name is removed when the first is made.
 * @param name what it is for, such as `pretext-uploads`
 */
export function scratchFolder(name: string): string {
  if (!tidied.has(name)) {
    tidied.add(name);
    removeLeftovers(name);
  }
  return mkdtempSync(path.join(tmpdir(), `${name}-${process.pid}-`));
}

function removeLeftovers(name: string): void {
  for (const found of readdirSync(tmpdir())) {
    if (!found.startsWith(`${name}-`)) continue;
    const pid = /^(\d+)-/.exec(found.slice(name.length + 1))?.[1];
    if (pid === undefined || Number(pid) === process.pid || isAlive(Number(pid))) continue;
    try {
      rmSync(path.join(tmpdir(), found), { recursive: true, force: true });
    } catch {
      // Another user's: not ours to remove.
    }
  }
}
