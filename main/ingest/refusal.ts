import { formatBytes } from './limits.ts';
import type { SkipCode, SkippedFile } from './types.ts';

/**
 * Why one file is not imported. `clause` continues a sentence that begins with the file's name:
 * `is empty`, `is cut off: …`. Thrown while a file is read, turned into a row at the top.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: SkipCode;

  constructor(code: SkipCode, clause: string, options?: ErrorOptions) {
    super(clause, options);
    this.code = code;
  }

  get clause(): string {
    return this.message;
  }
}

/** Of what is in an archive that has unpacked to more than is allowed. */
export function overBudget(maxArchiveBytes: number): Refusal {
  const clause = `is in an archive that unpacks to more than ${formatBytes(maxArchiveBytes)}; the rest of it was not read`;
  return new Refusal('oversized', clause);
}

/** A row of the report: the sentence that names the file and says why. */
export function skippedFile(
  at: { path: string; source: string },
  code: SkipCode,
  clause: string,
): SkippedFile {
  return { path: at.path, source: at.source, code, reason: `${at.path} ${clause}.` };
}

/** A system error (`EACCES`, `ENOENT`, `EIO`, …) as a clause. */
export function systemErrorClause(code: string | undefined, message: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read: permission denied';
    case 'ENOENT':
      return 'cannot be read: it is no longer there';
    case 'ENAMETOOLONG':
      return 'cannot be read: its path is too long';
    case 'EIO':
      return 'cannot be read: the disk reports an error';
    default:
      return `cannot be read: ${message}`;
  }
}
