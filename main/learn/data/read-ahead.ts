import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type ErrorCode, PretextError } from '../../../shared/errors.ts';
import type { PackedRow } from './packed-source.ts';
import { type FedSamples, readSamples, type SampleSource } from './sample-source.ts';

/** Where the samples are; kept flat, since there may be 100,000. */
export interface ReadRows {
  files: string[];
  file: Int32Array;
  row: Int32Array;
}

export interface ReadRequest {
  id: number;
  indices: Int32Array;
}

export type ReadAnswer =
  | { id: number; samples: FedSamples }
  | {
      id: number;
      failure: {
        code: ErrorCode | undefined;
        message: string;
        remedy: string | undefined;
        path: string | undefined;
      };
    };

/** Batches that are being read, or lie ready, beside the one in use. */
const depth = 3;

/** The batches of a run in their order, read before they are needed. Close it when done. */
export interface BatchReader {
  /**
   * The next batch, `[batch, …]`, end to end, the caller's own; see `readSamples`.
   * @throws {PretextError} `corrupt-file`, `training-failed` when the samples cannot be read
   */
  next(): Promise<FedSamples>;
  close(): Promise<void>;
}

/**
 * Reads a run's batches: in a thread of its own when the samples are in packs, so that no disk holds up
 * a step; samples that are in memory are copied when asked for.
 *
 * @param indicesAt the samples of a step
 * @param firstStep the step of the first batch
 */
export function readAhead(
  source: SampleSource,
  indicesAt: (step: number) => Int32Array,
  firstStep: number,
): BatchReader {
  if (source.rows !== undefined) return new ThreadReader(source.rows, indicesAt, firstStep);
  let step = firstStep;
  return {
    next() {
      step += 1;
      return Promise.resolve(readSamples(source, indicesAt(step - 1)));
    },
    close: () => Promise.resolve(),
  };
}

class ThreadReader implements BatchReader {
  readonly #worker: Worker;
  readonly #indicesAt: (step: number) => Int32Array;
  readonly #waiting = new Map<number, PromiseWithResolvers<FedSamples>>();
  readonly #ready: Promise<FedSamples>[] = [];
  #asked: number;
  #closed = false;

  constructor(
    rows: readonly PackedRow[],
    indicesAt: (step: number) => Int32Array,
    firstStep: number,
  ) {
    this.#indicesAt = indicesAt;
    this.#asked = firstStep;
    this.#worker = new Worker(
      path.join(import.meta.dirname, `read-ahead-worker${path.extname(import.meta.filename)}`),
      {
        workerData: flatRows(rows),
        // The engine's own options are no business of a thread that reads files.
        execArgv: [],
      },
    );
    this.#worker.unref();
    this.#worker.on('message', (answer: ReadAnswer) => this.#take(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => {
      if (!this.#closed) this.#fail(new Error(`the reading thread ended with code ${code}`));
    });
  }

  next(): Promise<FedSamples> {
    while (this.#ready.length <= depth) this.#ask();
    return this.#ready.shift() as Promise<FedSamples>;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker.terminate();
  }

  #ask(): void {
    const id = this.#asked;
    this.#asked += 1;
    const waiting = Promise.withResolvers<FedSamples>();
    // A batch that nobody comes to fetch may fail unseen.
    waiting.promise.catch(() => undefined);
    this.#waiting.set(id, waiting);
    this.#ready.push(waiting.promise);
    this.#worker.postMessage({ id, indices: this.#indicesAt(id) } satisfies ReadRequest);
  }

  #take(answer: ReadAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('samples' in answer) waiting?.resolve(answer.samples);
    else waiting?.reject(errorOf(answer.failure));
  }

  #fail(error: Error): void {
    const failed = errorOf({ message: `Samples could not be read: ${error.message}` });
    for (const { reject } of this.#waiting.values()) reject(failed);
    this.#waiting.clear();
  }
}

function errorOf(failure: {
  code?: ErrorCode | undefined;
  message: string;
  remedy?: string | undefined;
  path?: string | undefined;
}): PretextError {
  const { code = 'training-failed', message, remedy, path: file } = failure;
  return new PretextError(code, message, {
    remedy: remedy ?? 'See that the disk with the project is there, then resume the run.',
    ...(file === undefined ? {} : { path: file }),
  });
}

function flatRows(rows: readonly PackedRow[]): ReadRows {
  const files = [...new Set(rows.map(({ file }) => file))];
  const index = new Map(files.map((file, i) => [file, i]));
  return {
    files,
    file: Int32Array.from(rows, ({ file }) => index.get(file) ?? -1),
    row: Int32Array.from(rows, ({ row }) => row),
  };
}
