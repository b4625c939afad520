import type { DecoderInput } from '../decoder/messages.ts';
import type { ImportLimits, SkippedFile } from '../types.ts';

/** One image file found: on disk, in a zip or in an IDX file. Nothing is read until asked for. */
export interface Entry {
  path: string;
  source: string;
  /** First folder level below the input: the label, where labels come from folders. */
  folder: string | null;
  /** @throws {SkipFile} */
  read: () => Promise<DecoderInput>;
}

/** What scanning collects. */
export interface Scan {
  entries: Entry[];
  skipped: SkippedFile[];
  ignored: number;
  /** Closes archives and removes temporary files; after the last read. */
  cleanUp: (() => void)[];
}

export interface ScanContext {
  scan: Scan;
  limits: ImportLimits;
  /** Folder for temporary files. */
  temporaryDir: string;
  signal: AbortSignal | undefined;
  onFound: () => void;
}

const neverImages = new Set(
  'csv tsv txt md json jsonl xml yml yaml toml html htm log ini cfg dat db sqlite py ipynb js ts css sh doc docx xls xlsx ppt pptx rtf license ds_store ogg wav mp3 mp4 avi mov npy npz pt safetensors bin'.split(
    ' ',
  ),
);

/** True for files that nobody means as pictures: hidden ones, system litter, text and tables. */
export function isPlainlyNoImage(name: string): boolean {
  if (name.startsWith('.') || /^(thumbs\.db|desktop\.ini)$/i.test(name)) return true;
  const extension = /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase();
  return extension !== undefined && neverImages.has(extension);
}

/** True for what the Finder adds to archives. */
export function isArchiveLitter(path: string): boolean {
  return path.split('/').some((part) => part === '__MACOSX');
}

/** IDX files are known by their names: `…-idx3-ubyte`, with or without `.gz`. */
export function looksLikeIdx(name: string): boolean {
  return /(idx[34][-.]ubyte|\.idx)(\.gz)?$/i.test(name);
}

export function looksLikeIdxLabels(name: string): boolean {
  return /idx1[-.]ubyte(\.gz)?$/i.test(name);
}
