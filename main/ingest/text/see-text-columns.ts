import { realpath } from 'node:fs/promises';
import { messageOf, PretextError } from '../../../shared/errors.ts';
import { DecoderFailure, DecoderProcess } from '../decoder/decoder-process.ts';
import { forkDecoder, type SpawnDecoder } from '../decoder/spawn-decoder.ts';
import { defaultLimits } from '../limits.ts';
import { type TableFile, tableName } from '../tables/table-file.ts';
import { formatOfName } from './sniff-text.ts';
import { asTableFormat } from './text-format.ts';
import { noTextColumns, type SeenTextColumns } from './text-messages.ts';

/** Some hundred rows are looked at. */
const timeoutMs = 60_000;

/**
 * What the columns of a table hold, by its first rows, in a process of its own; no columns of what is no table of texts.
 * @throws {PretextError} `engine-missing`
 */
export async function seeTextColumns(
  table: TableFile,
  spawnDecoder: SpawnDecoder = forkDecoder,
): Promise<SeenTextColumns> {
  const name = tableName(table);
  if (asTableFormat(formatOfName(name)) === null) return noTextColumns;
  const reader = new DecoderProcess(spawnDecoder);
  try {
    await reader.ready();
    const location = table.entry?.location ?? {
      at: 'file' as const,
      file: await realpath(table.file),
    };
    return await reader.askTexts<SeenTextColumns>(
      { op: 'see-text-columns', name, location, limits: defaultLimits },
      timeoutMs,
    );
  } catch (error) {
    if (!(error instanceof DecoderFailure)) throw error;
    // What takes the process down is said by the import.
    if (error.code !== 'not-started') return noTextColumns;
    throw new PretextError('engine-missing', `Files cannot be read: ${messageOf(error)}`, {
      remedy: 'Install Pretext Studio again.',
      cause: error,
    });
  } finally {
    await reader.stop();
  }
}
