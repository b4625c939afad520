import type { ImageRows } from '../../shared/training.ts';
import { PackedSource } from '../learn/data/packed-source.ts';

/** Opens the images that a message names. Close it when done. */
export function openImages({ files, file, row, fileOf }: ImageRows): PackedSource {
  return new PackedSource(
    row.map((each, i) => ({ file: files[file[i] ?? -1] ?? '', row: each })),
    fileOf && Int32Array.from(fileOf),
  );
}

/** Opens images, works on them and closes them. */
export async function withImages<T>(
  rows: ImageRows,
  work: (source: PackedSource) => Promise<T>,
): Promise<T> {
  const source = openImages(rows);
  try {
    return await work(source);
  } finally {
    source.close();
  }
}
