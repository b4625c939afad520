import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '../../node_modules/electron');

/** Where Electron's npm package has put its program; null when it never fetched it. */
export function electronProgram(): string | null {
  const name = path.join(folder, 'path.txt');
  if (!existsSync(name)) return null;
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(folder, 'dist');
  const program = path.join(dist, readFileSync(name, 'utf8').trim());
  return existsSync(program) ? program : null;
}
