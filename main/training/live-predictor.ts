import { PretextError } from '../../shared/errors.ts';
import type { JobSpec, LivePrediction } from '../../shared/training.ts';
import type { TrainingHost } from './host.ts';
import { type RunningJob, runJob } from './run-job.ts';

interface Waiting {
  resolve(prediction: LivePrediction): void;
  reject(error: unknown): void;
}

/** Loading the engine on a busy machine takes ten seconds at worst; a frame takes a few hundredths. */
const patience = { tell: 30, end: 60 };
/** There is nothing to save. */
const stopMilliseconds = 2000;

/** A training process that keeps one model loaded and predicts images as they are asked for. Stop it when done. */
export class LivePredictor {
  readonly #job: RunningJob<'predict-live'>;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #end: unknown = null;
  /** Resolves once the process has gone, whatever it died of: whoever waits for an image hears of that. */
  readonly ended: Promise<void>;

  constructor(host: TrainingHost, spec: JobSpec<'predict-live'>) {
    this.#job = runJob<'predict-live'>(
      host,
      spec,
      {
        onPredicted: (prediction) => {
          this.#waiting.get(prediction.id)?.resolve(prediction);
          this.#waiting.delete(prediction.id);
        },
      },
      patience,
    );
    this.ended = this.#job.result.then(
      () => this.#fail(stopped()),
      (error: unknown) => this.#fail(asReason(error)),
    );
  }

  get pid(): number | undefined {
    return this.#job.pid;
  }

  /**
   * @param pixels uint8 `[height, width, channels]`, as the classifier takes them
   * @throws {PretextError} `training-died` when the process has gone meanwhile; `cancelled` when it was stopped
   */
  async predict(pixels: Uint8Array): Promise<LivePrediction> {
    if (this.#end !== null) throw this.#end;
    this.#last += 1;
    const id = this.#last;
    const { promise, resolve, reject } = Promise.withResolvers<LivePrediction>();
    this.#waiting.set(id, { resolve, reject });
    this.#job.predict({ type: 'predict', id, pixels: Buffer.from(pixels).toString('base64') });
    return await promise;
  }

  /** Ends the process and waits until it is gone. */
  async stop(): Promise<void> {
    this.#job.stop(stopMilliseconds);
    await this.ended;
  }

  #fail(reason: unknown): void {
    this.#end = reason;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

function stopped(): PretextError {
  return new PretextError('cancelled', 'The prediction was stopped: its model has changed.', {
    remedy: 'Try again.',
  });
}

/** There is no run to be resumed: what to do is something else than for a training that died. */
function asReason(error: unknown): unknown {
  if (!(error instanceof PretextError) || error.code !== 'training-died') return error;
  return new PretextError('training-died', error.message, {
    remedy: 'Try again: the next picture starts it anew.',
    cause: error,
  });
}
