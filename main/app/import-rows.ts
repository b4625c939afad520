import { PretextError } from '../../shared/errors.ts';
import { importTable, type TableImportResult } from '../ingest/tables/import-table.ts';
import type { ImportRequest } from '../ingest/types.ts';
import type { Preprocessing } from './preprocessing.ts';

type TablePreparation = Extract<Preprocessing, { kind: 'tables' }>;

/** What an import of a table gives, with how its data set is prepared from now on. */
interface ImportedRows extends Omit<TableImportResult, 'preprocessing' | 'label'> {
  preprocessing: TablePreparation;
}

const seed = 1;

/**
 * Imports a table into a data set.
 * @param existing of the data set; null for its first table
 * @throws {PretextError} `bad-usage` for more than one file; what `importTable` throws
 */
export async function importRows(
  existing: TablePreparation | null,
  request: Pick<
    ImportRequest,
    'inputs' | 'packFile' | 'knownHashes' | 'signal' | 'spawnDecoder'
  > & {
    thumbnailFile: string;
    labelsFromColumn: boolean;
    onProgress: (done: number, total: number) => void;
  },
): Promise<ImportedRows> {
  const { inputs, onProgress, ...more } = request;
  const [file, ...others] = inputs;
  if (file === undefined || others.length > 0) {
    throw new PretextError(
      'bad-usage',
      `${inputs.length} tables were given; one is read at a time.`,
      {
        remedy: 'Import them one after the other.',
      },
    );
  }
  const { label, preprocessing, ...result } = await importTable({
    ...more,
    file,
    seed,
    preprocessing: existing,
    ...(existing === null ? {} : { label: existing.label }),
    onProgress: ({ done, total }) => onProgress(done, total),
  });
  return { ...result, preprocessing: { kind: 'tables', columns: preprocessing.columns, label } };
}
