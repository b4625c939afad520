import type { SkipCode, SkippedFile } from './types.ts';

/** Thrown inside the import for one file; ends up as a row of the report, never further out. */
export class SkipFile extends Error {
  readonly code: SkipCode;

  constructor(code: SkipCode, reason: string) {
    super(reason);
    this.code = code;
  }
}

export function skipped(path: string, source: string, code: SkipCode, reason: string): SkippedFile {
  return { path, source, code, reason: `${path}: ${reason}` };
}
