/** Bounds on what an import reads, so that one hostile or absurd file cannot take the machine. */
export interface ImportLimits {
  /** Width × height of one image. */
  maxPixels: number;
  /** Width or height of one image: a 30,000-pixel strip is a mistake even when its area is small. */
  maxSide: number;
  /** One image file on disk. */
  maxFileBytes: number;
  /** One zip entry, inflated (counted, not believed). */
  maxEntryBytes: number;
  /** Entries of one zip, or images of one IDX file. */
  maxArchiveEntries: number;
  /** All entries of one zip, inflated (counted, not believed). */
  maxArchiveBytes: number;
  /** One gzipped IDX file, inflated: it can only be read from the start, so it has to stay small. */
  maxGzipBytes: number;
  /** Time for one file, in milliseconds, before its decoder process is killed. */
  decodeTimeoutMs: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: ImportLimits = {
  maxPixels: 64e6,
  maxSide: 20_000,
  maxFileBytes: 256 * mebibyte,
  maxEntryBytes: 256 * mebibyte,
  maxArchiveEntries: 1_000_000,
  maxArchiveBytes: 64 * 1024 * mebibyte,
  maxGzipBytes: 1024 * mebibyte,
  decodeTimeoutMs: 30_000,
};

/** `64,000,000`: the same on every machine, whatever its language. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** `256 MiB`, `1.5 GiB`, `17 bytes`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}
