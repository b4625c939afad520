import type { SkippedFile } from './types.ts';

/** How many files or rows were skipped: more than are listed, where many rows are told of together. */
export function skippedCount(skipped: readonly SkippedFile[]): number {
  return skipped.reduce((sum, { standsFor = 1 }) => sum + standsFor, 0);
}
