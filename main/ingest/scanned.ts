import { messageOf, PretextError } from '../../shared/errors.ts';
import { DecoderPool } from './decoder/pool.ts';
import type { Entry, Scan } from './scan/entry.ts';
import { scanInputs } from './scan/scan-inputs.ts';
import { SkipFile, skipped } from './skip.ts';
import { defaultLimits, type ImportLimits, type SkippedFile } from './types.ts';

export interface ScannedOptions {
  inputs: readonly string[];
  temporaryDir: string;
  limits?: Partial<ImportLimits> | undefined;
  workers?: number | undefined;
  signal?: AbortSignal | undefined;
  onFound?: (count: number) => void;
  /** Another decoder program, for tests. */
  decoderEntry?: string | undefined;
}

export interface Scanned {
  scan: Scan;
  pool: DecoderPool;
  limits: ImportLimits;
}

/** Finds the images of some inputs, lends decoders for them, and tidies up afterwards. */
export async function withScanned<T>(
  options: ScannedOptions,
  work: (scanned: Scanned) => Promise<T>,
): Promise<T> {
  const limits = { ...defaultLimits, ...options.limits };
  const scan: Scan = { entries: [], skipped: [], ignored: 0, cleanUp: [] };
  const pool = new DecoderPool({
    workers: options.workers,
    timeoutMs: limits.decodeTimeoutMs,
    entry: options.decoderEntry,
  });
  try {
    await scanInputs(options.inputs, {
      scan,
      limits,
      temporaryDir: options.temporaryDir,
      signal: options.signal,
      onFound: () => options.onFound?.(scan.entries.length),
    });
    giveUniquePaths(scan.entries);
    return await work({ scan, pool, limits });
  } catch (error) {
    if (options.signal?.aborted === true) {
      throw new PretextError('cancelled', 'The import was cancelled; nothing was added.', {
        remedy: 'Import again to add the images.',
        cause: error,
      });
    }
    throw error;
  } finally {
    pool.close();
    for (const tidy of scan.cleanUp) tidy();
  }
}

/** Names that are equal once written as text (two byte sequences that are not UTF-8) get a number. */
function giveUniquePaths(entries: Entry[]): void {
  const used = new Set<string>();
  for (const entry of entries) {
    const base = entry.path;
    for (let copy = 2; used.has(entry.path); copy++) entry.path = `${base} (${copy})`;
    used.add(entry.path);
  }
}

/** Runs work on an entry; a file that cannot be used becomes a row of the report. */
export async function orSkipped<T>(entry: Entry, work: () => Promise<T>): Promise<T | SkippedFile> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SkipFile)
      return skipped(entry.path, entry.source, error.code, error.message);
    if (error instanceof Error && error.message === 'the import was ended') throw error;
    return skipped(
      entry.path,
      entry.source,
      'unreadable',
      `it cannot be read (${messageOf(error)}).`,
    );
  }
}

export function isSkipped(value: object): value is SkippedFile {
  return 'code' in value && 'reason' in value;
}
