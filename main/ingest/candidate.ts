import { compareText } from './cooperative.ts';
import type { Location } from './decoder/messages.ts';
import type { SampleNote, SkippedFile } from './types.ts';

/** A file that may be an image: found, not opened. */
export interface Candidate {
  /** Display path, unique within the import. */
  path: string;
  source: string;
  location: Location;
  /** Lower-case, without dot. */
  extension: string;
  /** Name of the folder that the person named, which it is in; null in a file that they named. */
  root: string | null;
  /** Folder names between the input and the file, outermost first. */
  folders: readonly string[];
  /** What finding it took: `escaped-name`, `followed-link`. */
  notes: readonly SampleNote[];
  /** The person named this very file: it is never ignored in silence. */
  named: boolean;
  /** Goes before the names of what is in it, if it is an archive: `''` or `name/`. */
  prefix: string;
  /** The zip or IDX file that it is in. */
  container: Container | null;
}

/** A zip or an IDX file. */
export interface Container {
  path: string;
  source: string;
  kind: 'zip' | 'idx';
  /** Files or images in it. */
  count: number;
  /** Bytes inflated so far, all entries together. */
  inflated: number;
}

/** What looking through a folder or an archive gives, in sorted order. */
export type Found = { candidate: Candidate } | { skipped: SkippedFile } | { ignored: true };

/** Sorted by path, so that "the first of two duplicates" means the same on every machine. */
export function byPath(a: { path: string }, b: { path: string }): number {
  return compareText(a.path, b.path);
}
