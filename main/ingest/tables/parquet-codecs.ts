import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Compressors } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/**
 * Decompressors that stop at the length a page says it has. Node's own where there are some: hyparquet-compressors'
 * one for Zstandard goes on for as long as the data tell it to.
 */
export const codecs: Compressors = {
  ...compressors,
  GZIP: (input, length) => gunzipSync(input, bounded(length)),
  BROTLI: (input, length) => brotliDecompressSync(input, bounded(length)),
  ZSTD: (input, length) => zstdDecompressSync(input, bounded(length)),
};

function bounded(length: number): { maxOutputLength: number } {
  return { maxOutputLength: Math.max(1, length) };
}
