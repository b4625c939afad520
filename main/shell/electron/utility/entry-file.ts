import path from 'node:path';

/** A file beside this one, built or not. */
export function entryFile(name: string): string {
  return path.join(import.meta.dirname, `${name}${path.extname(import.meta.filename)}`);
}
