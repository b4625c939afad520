import type { IdxLayout } from '../kinds/idx.ts';

/** A path: bytes where the name is not valid UTF-8. */
export type RawPath = string | Uint8Array;

/** Where a file in a zip archive is. */
export interface ZipEntryLocation {
  at: 'zip-entry';
  /** The archive. */
  file: RawPath;
  /** Offset of the entry's local header. */
  headerOffset: number;
  compressedSize: number;
  /** As declared: not to be believed. */
  uncompressedSize: number;
  crc32: number;
  /** 0 stored, 8 deflated. */
  method: 0 | 8;
}

/** Where a file's bytes are. */
export type Location =
  | { at: 'file'; file: RawPath }
  | ZipEntryLocation
  | { at: 'idx-image'; file: RawPath; gzip: boolean; layout: IdxLayout; index: number };
