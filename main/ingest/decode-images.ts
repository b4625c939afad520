import { tmpdir } from 'node:os';
import { mapInOrder } from './in-order.ts';
import type { Entry } from './scan/entry.ts';
import { isSkipped, orSkipped, withScanned } from './scanned.ts';
import type { ImagePreprocessing, SkippedFile } from './types.ts';

export interface DecodedImage {
  path: string;
  source: string;
  /** uint8 `[size, size, channels]` */
  pixels: Uint8Array;
}

/**
 * Decodes new images as a data set's were, for predictions, and hands them over one by one.
 * @returns how many there were, and the files that could not be used
 * @throws {PretextError} `not-found` for an input that does not exist
 */
export async function decodeImages(
  inputs: readonly string[],
  preprocessing: ImagePreprocessing,
  onImage: (image: DecodedImage) => Promise<void> | void,
): Promise<{ count: number; skipped: SkippedFile[] }> {
  return await withScanned({ inputs, temporaryDir: tmpdir() }, async ({ scan, pool, limits }) => {
    const work = (entry: Entry): Promise<DecodedImage | SkippedFile> =>
      orSkipped(entry, async () => {
        const input = await entry.read();
        const task = { kind: 'decode', input, preprocessing, maxPixels: limits.maxPixels } as const;
        const { pixels } = await pool.run<'decode'>(task);
        return { path: entry.path, source: entry.source, pixels };
      });
    let count = 0;
    for await (const result of mapInOrder(scan.entries, work, pool.capacity)) {
      if (isSkipped(result)) scan.skipped.push(result);
      else {
        count += 1;
        await onImage(result);
      }
    }
    return { count, skipped: scan.skipped };
  });
}
