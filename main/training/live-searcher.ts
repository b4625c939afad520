import { PretextError } from '../../shared/errors.ts';
import type { FoundTexts, JobSpec, LiveQuestion, SearchBasis } from '../../shared/training.ts';
import type { TrainingHost } from './host.ts';
import { type JobHandlers, type RunningJob, runJob } from './run-job.ts';

interface Waiting {
  resolve(found: FoundTexts): void;
  reject(error: unknown): void;
}

/** Starting on a busy machine takes ten seconds at worst. */
const patience = { tell: 30, end: 600 };
/** There is nothing to save. */
const stopMilliseconds = 2000;

/** A training process that has read a person's texts and answers questions about them as they are asked. Stop it when done. */
export class LiveSearcher {
  readonly #job: RunningJob<'search-live'>;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #end: unknown = null;
  /** Once all texts are read: what it goes by. @throws {PretextError} what ended it before */
  readonly ready: Promise<SearchBasis>;
  /** Resolves once the process has gone, whatever it died of: whoever waits for an answer hears of that. */
  readonly ended: Promise<void>;

  /** @param handlers told how far reading is */
  constructor(
    host: TrainingHost,
    spec: JobSpec<'search-live'>,
    handlers: Pick<JobHandlers, 'onProgress' | 'onSilence'>,
  ) {
    const { promise, resolve, reject } = Promise.withResolvers<SearchBasis>();
    this.ready = promise;
    this.ready.catch(() => undefined); // who asks hears of it, too
    const ours: JobHandlers = {
      ...handlers,
      onReady: resolve,
      onAnswered: (id, found) => {
        this.#waiting.get(id)?.resolve(found);
        this.#waiting.delete(id);
      },
    };
    this.#job = runJob<'search-live'>(host, spec, ours, patience);
    const fail = (reason: unknown): void => {
      this.#end = reason;
      reject(reason);
      for (const each of this.#waiting.values()) each.reject(reason);
      this.#waiting.clear();
    };
    this.ended = this.#job.result.then(
      () => fail(stopped()),
      (error: unknown) => fail(asReason(error)),
    );
  }

  /** How it is paused, as other jobs are. */
  get process(): Pick<RunningJob<'search-live'>, 'pause' | 'resume'> {
    return this.#job;
  }

  /** @throws {PretextError} `training-died` when the process has gone meanwhile; `cancelled` when it was stopped */
  async ask(question: Omit<LiveQuestion, 'type' | 'id'>): Promise<FoundTexts> {
    if (this.#end !== null) throw this.#end;
    this.#last += 1;
    const id = this.#last;
    const { promise, resolve, reject } = Promise.withResolvers<FoundTexts>();
    this.#waiting.set(id, { resolve, reject });
    this.#job.ask({ type: 'ask', id, ...question });
    return await promise;
  }

  /** Ends the process and waits until it is gone. */
  async stop(): Promise<void> {
    this.#job.stop(stopMilliseconds);
    await this.ended;
  }
}

function stopped(): PretextError {
  return new PretextError('cancelled', 'The search was stopped.', { remedy: 'Search again.' });
}

/** There is no run to be resumed: what to do is something else than for a training that died. */
function asReason(error: unknown): unknown {
  if (!(error instanceof PretextError) || error.code !== 'training-died') return error;
  return new PretextError('training-died', error.message, {
    remedy: 'Search again: the next search starts it anew.',
    cause: error,
  });
}
