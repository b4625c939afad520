import { messageOf, PretextError } from '../../../shared/errors.ts';
import { DecoderFailure, DecoderProcess } from './decoder-process.ts';
import type { Refused } from './messages.ts';
import type { DecoderRequest } from './protocol.ts';
import { forkDecoder, type SpawnDecoder } from './spawn-decoder.ts';

export interface DecoderPoolOptions {
  workers: number;
  /** For one request, and again for each of its files when it has to be repeated. */
  timeoutMs: number;
  spawn?: SpawnDecoder | undefined;
  signal?: AbortSignal | undefined;
}

export interface AnsweredBatch<Batch, Answer> {
  batch: Batch;
  /** In the order of the batch. */
  answers: (Answer | Refused)[];
  /** Time that the decoder took. */
  ms: number;
}

/** Batches under way at once, for each worker: enough to keep it busy, few enough for memory. */
const batchesPerWorker = 4;
const startAttempts = 3;

/** The error of a cancelled import. */
export function cancelled(): PretextError {
  return new PretextError('cancelled', 'The import was cancelled; nothing was imported.', {
    remedy: 'Import again: it starts over.',
  });
}

/**
 * A few decoder processes. A crash or a hang costs one file: the batch that was under way is repeated
 * file by file, and the file that takes the process down again is refused.
 */
export class DecoderPool {
  readonly #options: DecoderPoolOptions;
  readonly #spawn: SpawnDecoder;
  readonly #all = new Set<DecoderProcess>();
  readonly #idle: DecoderProcess[] = [];
  readonly #queue: (() => void)[] = [];
  readonly #onAbort = (): void => {
    void this.close(); // never rejects
  };
  #free: number;
  #closed = false;

  constructor(options: DecoderPoolOptions) {
    this.#options = options;
    this.#spawn = options.spawn ?? forkDecoder;
    this.#free = options.workers;
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /**
   * Asks for batch after batch, several at a time, and yields the answers in the order of the
   * batches. `next` makes a batch only when there is room for its answer. Files that take a decoder
   * down are answered `Refused`.
   * @throws {PretextError} `cancelled`; `engine-missing` when decoders cannot be started at all
   */
  async *runInOrder<Batch, Answer>(
    next: () => Batch | null,
    toRequest: (batch: Batch) => DecoderRequest,
  ): AsyncGenerator<AnsweredBatch<Batch, Answer>> {
    const underWay: Promise<AnsweredBatch<Batch, Answer>>[] = [];
    const room = this.#options.workers * batchesPerWorker;
    const fill = (): void => {
      while (underWay.length < room) {
        const batch = next();
        if (batch === null) return;
        const started = this.#run<Batch, Answer>(batch, toRequest(batch));
        // Thrown where it is awaited below; until then it must not count as unhandled.
        started.catch(() => undefined);
        underWay.push(started);
      }
    };
    for (fill(); underWay.length > 0; fill()) {
      const first = underWay.shift();
      if (first !== undefined) yield await first;
    }
  }

  /** Kills every process and waits until all are gone. Requests under way reject. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    for (const wake of this.#queue.splice(0)) wake();
    await Promise.all([...this.#all].map((decoder) => decoder.stop()));
  }

  async #run<Batch, Answer>(
    batch: Batch,
    request: DecoderRequest,
  ): Promise<AnsweredBatch<Batch, Answer>> {
    await this.#acquire();
    const start = performance.now();
    try {
      const answers = await this.#answer<Answer>(request);
      return { batch, answers, ms: performance.now() - start };
    } catch (error) {
      throw this.#closed ? cancelled() : error;
    } finally {
      this.#release();
    }
  }

  async #answer<Answer>(request: DecoderRequest): Promise<(Answer | Refused)[]> {
    try {
      return (await this.#ask(request)) as Answer[];
    } catch (error) {
      if (!isFileToBlame(error)) throw error;
      if (request.items.length === 1) return [refusedBy(error, this.#options.timeoutMs)];
      const answers: (Answer | Refused)[] = [];
      for (const item of request.items) {
        answers.push(...(await this.#answer<Answer>({ ...request, items: [item] })));
      }
      return answers;
    }
  }

  async #ask(request: DecoderRequest): Promise<unknown[]> {
    const decoder = this.#idle.pop() ?? (await this.#start());
    try {
      return await decoder.request(request, this.#options.timeoutMs);
    } finally {
      if (decoder.failed) {
        await decoder.stop();
        this.#all.delete(decoder);
      } else {
        this.#idle.push(decoder);
      }
    }
  }

  async #start(): Promise<DecoderProcess> {
    for (let attempt = 1; ; attempt++) {
      if (this.#closed) throw cancelled();
      const decoder = new DecoderProcess(this.#spawn);
      this.#all.add(decoder); // before it is ready, so that `close` reaches it
      try {
        await decoder.ready();
        return decoder;
      } catch (error) {
        this.#all.delete(decoder);
        if (this.#closed || attempt < startAttempts) continue;
        throw new PretextError(
          'engine-missing',
          `The decoder cannot be started: ${messageOf(error)}`,
          { remedy: 'Install Pretext Studio again.', cause: error },
        );
      }
    }
  }

  /** Waits for the right to use one worker. */
  async #acquire(): Promise<void> {
    if (this.#closed) throw cancelled();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve) => this.#queue.push(resolve));
    if (this.#closed) throw cancelled();
  }

  #release(): void {
    const wake = this.#queue.shift();
    if (wake === undefined) this.#free += 1;
    else wake();
  }
}

function isFileToBlame(error: unknown): error is DecoderFailure {
  return (
    error instanceof DecoderFailure &&
    (error.code === 'decoder-crashed' || error.code === 'timeout')
  );
}

function refusedBy(failure: DecoderFailure, timeoutMs: number): Refused {
  return failure.code === 'timeout'
    ? {
        is: 'refused',
        code: 'timeout',
        clause: `took longer than ${timeoutMs / 1000} seconds to decode`,
        inflated: 0,
      }
    : {
        is: 'refused',
        code: 'decoder-crashed',
        clause: `makes the decoder crash (${failure.message})`,
        inflated: 0,
      };
}
