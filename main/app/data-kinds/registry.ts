import type { SpawnDecoder } from '../../ingest/decoder/spawn-decoder.ts';
import type { ImportedKind, PreprocessingOf } from '../preprocessing/preprocessing.ts';
import { audio } from './audio.ts';
import type { DataKind } from './data-kind.ts';
import { images } from './images.ts';
import { tables } from './tables.ts';
import { text } from './text.ts';
import { video } from './video.ts';

/** Every kind of data that can be imported, one line each. */
export const dataKinds: Readonly<{ [Kind in ImportedKind]: DataKind<Kind> }> = {
  images,
  video,
  // Before tables: a table of texts is looked into.
  text,
  tables,
  audio,
};
export const importedKinds = Object.keys(dataKinds) as ImportedKind[];

/** The kind that a preprocessing is of. */
export function kindOf<Kind extends ImportedKind>({ kind }: PreprocessingOf<Kind>): DataKind<Kind> {
  return dataKinds[kind];
}

/**
 * What kind of data a person has given; what nothing recognizes is looked through for images.
 * @param spawnDecoder the ordinary way when left out
 */
export async function recognizedKind(
  inputs: readonly string[],
  spawnDecoder?: SpawnDecoder,
): Promise<ImportedKind> {
  for (const name of importedKinds) {
    if (await dataKinds[name].recognizes(inputs, spawnDecoder)) return name;
  }
  return 'images';
}
