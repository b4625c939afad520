import { statSync } from 'node:fs';
import { PretextError } from '../../../shared/errors.ts';
import { cancelled } from '../decoder/decoder-pool.ts';
import { DecoderFailure, DecoderProcess } from '../decoder/decoder-process.ts';
import { forkDecoder, type SpawnDecoder } from '../decoder/spawn-decoder.ts';
import { type TableFile, tableTitle } from './table-file.ts';
import type { RefusedTable, TableAnswer, TableRequest } from './table-messages.ts';

export interface TableReaderOptions {
  signal?: AbortSignal | undefined;
  spawnDecoder?: SpawnDecoder;
}

/** Asks the process that reads a table. @throws {PretextError} what is wrong with the table */
export type AskTable = <Answer extends TableAnswer>(
  request: TableRequest,
  timeoutMs: number,
) => Promise<Answer>;

/** Finding types and statistics reads a table twice: minutes for gigabytes. */
export const openTimeoutMs = 15 * 60_000;

/**
 * Reads a table in a process of its own, which ends with the work.
 * @throws {PretextError} `no-data` for a file that is no table, with the reason; `bad-usage` for a column that it has not; `cancelled`; `engine-missing`
 */
export async function withTableReader<Result>(
  table: TableFile,
  { signal, spawnDecoder = forkDecoder }: TableReaderOptions,
  work: (ask: AskTable) => Promise<Result>,
): Promise<Result> {
  const isCancelled = (): boolean => signal?.aborted === true;
  if (isCancelled()) throw cancelled();
  checkFile(table);
  const reader = new DecoderProcess(spawnDecoder);
  const stop = (): void => {
    void reader.stop(); // never rejects
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await reader.ready();
    return await work(async <Answer extends TableAnswer>(request: TableRequest, time: number) => {
      const answer = await reader.askTable(request, time);
      if (answer.is === 'refused') throw refused(answer, table);
      return answer as Answer;
    });
  } catch (error) {
    if (isCancelled()) throw cancelled();
    throw error instanceof DecoderFailure ? asPretextError(error, table) : error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await reader.stop();
  }
}

/** @throws {PretextError} `not-found`, `bad-usage` for a folder */
function checkFile({ file }: TableFile): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new PretextError('not-found', `${file} does not exist.`, {
      path: file,
      remedy: 'Check the path.',
    });
  }
  if (!found.isFile()) {
    throw new PretextError('bad-usage', `${file} is no file.`, {
      path: file,
      remedy: 'Give the file of a table: CSV, TSV, Excel (.xlsx), Parquet or JSON lines.',
    });
  }
}

function refused({ code, clause }: RefusedTable, table: TableFile): PretextError {
  const { file } = table;
  const message = `${tableTitle(table)} ${clause}.`;
  return code === 'no-column'
    ? new PretextError('bad-usage', message, {
        path: file,
        remedy: 'Name columns as they stand there.',
      })
    : new PretextError('no-data', message, {
        path: file,
        // Said of a file that is imported and of one that is predicted.
        remedy:
          code === 'unsupported'
            ? 'Give a table: CSV, TSV, Excel (.xlsx), Parquet or JSON lines. Where rows are there already, it needs the same columns.'
            : 'Mend the file, or save it as CSV, and give it again.',
      });
}

function asPretextError(failure: DecoderFailure, table: TableFile): PretextError {
  const { file } = table;
  if (failure.code === 'not-started') {
    return new PretextError('engine-missing', `Files cannot be read: ${failure.message}`, {
      remedy: 'Install Pretext Studio again.',
      cause: failure,
    });
  }
  const why =
    failure.code === 'timeout'
      ? `took too long to read (${failure.message})`
      : `makes the reading process end (${failure.message})`;
  return new PretextError('no-data', `${tableTitle(table)} ${why}.`, {
    path: file,
    remedy: 'Save the table as CSV, and give that.',
    cause: failure,
  });
}
