/** How images become tensors; fixed for a data set, and the same for predictions and exports. */
export interface ImagePreprocessing {
  /** Height and width of every image, pixels. */
  size: number;
  channels: 1 | 3;
  /** `cover` cuts the longer side off, `contain` adds bars, `stretch` distorts. */
  fit: 'cover' | 'contain' | 'stretch';
  /** What transparency is laid over, and the colour of the bars: 0…255 each. */
  background: readonly [number, number, number];
  /** 16-bit values mapped to 0…255 linearly; null when the data had no 16-bit images. */
  sixteenBitRange: readonly [number, number] | null;
}

export interface ImportLimits {
  /** Decoded pixels of one image. */
  maxPixels: number;
  maxFileBytes: number;
  maxArchiveEntries: number;
  /** Inflated bytes of one archive, all entries together. */
  maxArchiveBytes: number;
  decodeTimeoutMs: number;
}

export const defaultLimits: ImportLimits = {
  maxPixels: 64e6,
  maxFileBytes: 256 * 2 ** 20,
  maxArchiveEntries: 1e6,
  maxArchiveBytes: 64 * 2 ** 30,
  decodeTimeoutMs: 30_000,
};

/** What the import did to an image. */
export type SampleNote =
  | 'alpha'
  | '16-bit'
  | 'cmyk'
  | 'exif-rotated'
  | 'first-frame'
  | 'upscaled'
  | 'cropped'
  | 'color-to-grey'
  | 'wrong-extension';

export type SkipCode =
  | 'empty'
  | 'corrupt'
  | 'truncated'
  | 'oversized'
  | 'unsupported'
  | 'unreadable'
  | 'unsafe-path'
  | 'symlink'
  | 'special-file'
  | 'duplicate-name'
  | 'encrypted'
  | 'decoder-crashed'
  | 'timeout';

/** A file that was left out, and why. */
export interface SkippedFile {
  path: string;
  /** The file on disk; for an entry of an archive, the archive. */
  source: string;
  code: SkipCode;
  /** A plain sentence. */
  reason: string;
}

export interface ImportedSample {
  /** Stable name: relative to the folder given, or the name inside the archive; forward slashes. */
  path: string;
  source: string;
  /** Of the file's bytes. */
  sha256: string;
  /** 16 hexadecimal digits. */
  perceptualHash: string;
  /** As it stands upright, before resizing. */
  width: number;
  height: number;
  bytes: number;
  /** Row in the packed file. */
  row: number;
  notes: SampleNote[];
  label: string | null;
}

/** A file with the very bytes of another. */
export interface DuplicateFile {
  path: string;
  source: string;
  sha256: string;
  /** Path of the sample that it repeats. */
  of: string;
  label: string | null;
}

export interface ImportSummary {
  formats: Record<string, number>;
  notes: Partial<Record<SampleNote, number>>;
  /** Smallest, median and largest, pixels. */
  width: readonly [number, number, number];
  height: readonly [number, number, number];
}

export interface ImportProgress {
  phase: 'scan' | 'probe' | 'decode';
  done: number;
  /** Null while it is not known. */
  total: number | null;
}

export interface ImportRequest {
  /** Folders, zips, image files, IDX files. */
  inputs: readonly string[];
  packFile: string;
  /** What is left out is chosen from the data. */
  preprocessing: Partial<ImagePreprocessing>;
  labelsFrom: 'folders' | null;
  /** Content hashes that the data set already has, with the samples' paths. */
  knownHashes?: ReadonlyMap<string, string>;
  limits?: Partial<ImportLimits>;
  /** Decoder processes. */
  workers?: number;
  onProgress?: (progress: ImportProgress) => void;
  signal?: AbortSignal;
}

export interface ImportResult {
  preprocessing: ImagePreprocessing;
  samples: ImportedSample[];
  skipped: SkippedFile[];
  duplicates: DuplicateFile[];
  /** Groups of paths whose pictures look alike. */
  nearDuplicates: string[][];
  /** Files that are plainly no images: hidden ones, text, tables. */
  ignored: number;
  summary: ImportSummary;
}
