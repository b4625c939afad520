import { PretextError } from '../../shared/errors.ts';
import type { SpawnDecoder } from '../ingest/decoder/spawn-decoder.ts';
import type { ImportWishes } from './data-kinds/data-kind.ts';
import { dataKinds, recognizedKind } from './data-kinds/registry.ts';
import type { ImportedKind } from './preprocessing/preprocessing.ts';

/** What kind of data was given; who names a column of texts means a table of texts, whatever else is in it. */
export async function kindGiven(
  inputs: readonly string[],
  { textColumn }: ImportWishes,
  spawnDecoder: SpawnDecoder | undefined,
): Promise<ImportedKind> {
  const found = await recognizedKind(inputs, spawnDecoder);
  return found === 'tables' && textColumn !== undefined ? 'text' : found;
}

/** @throws {PretextError} `bad-usage` for columns of data that have none */
export function checkColumnsAsked(
  kind: ImportedKind,
  { textColumn, labelColumn = null }: ImportWishes,
): void {
  const refuse = (name: string, what: string, remedy: string): PretextError =>
    new PretextError(
      'bad-usage',
      `The column ${JSON.stringify(name)} was asked for as that of ${what}, and the data are ${dataKinds[kind].noun.many}.`,
      { remedy },
    );
  if (textColumn !== undefined && kind !== 'text') {
    const remedy = 'Ask for no column of texts; or, of a table of texts, say that they are texts.';
    throw refuse(textColumn, 'the texts', remedy);
  }
  if (labelColumn !== null && kind !== 'text' && kind !== 'tables') {
    throw refuse(
      labelColumn,
      'the labels',
      'Ask for no column, or give labels in a file of their own.',
    );
  }
}
