import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../../shared/errors.ts';
import type { JobSpec } from '../../../shared/training.ts';
import { scratchFolder } from '../../files/scratch-folder.ts';
import { decodeImages } from '../../ingest/decode-images.ts';
import { DecoderPool } from '../../ingest/decoder/decoder-pool.ts';
import { defaultLimits } from '../../ingest/limits.ts';
import type { ImagePreprocessing } from '../../ingest/types.ts';
import { LivePredictor } from '../../training/live-predictor.ts';
import { type AlikePrediction, predictionOf } from '../predict.ts';
import type { Services } from '../services.ts';

export interface LiveModel {
  project: string;
  /** Names the model among those of its project. */
  name: string;
  preprocessing: ImagePreprocessing;
  classes: readonly string[];
  unsureBelow: number;
  /** What its process is started with; asked for when it has to be started. */
  spec: () => Promise<JobSpec<'predict-live'>>;
}

interface Kept {
  project: string;
  name: string;
  predictor: Promise<LivePredictor>;
}

const idleMilliseconds = 60_000;

/**
 * Predicts single pictures at once, as from a camera. Loading the engine and the model takes seconds, so the process
 * of the model in use is kept, and a decoder process with it, until neither was needed for a minute.
 */
export class LivePredictions {
  readonly #signal: AbortSignal;
  readonly #idleMilliseconds: number;
  #kept: Kept | null = null;
  #decoders: DecoderPool | null = null;
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #ending = new Set<Promise<void>>();

  /** @param signal aborted when the app closes */
  constructor(signal: AbortSignal, idle = idleMilliseconds) {
    this.#signal = signal;
    this.#idleMilliseconds = idle;
  }

  /** Whether a process is kept. */
  get isWarm(): boolean {
    return this.#kept !== null;
  }

  /**
   * @param image a PNG, JPEG or WebP
   * @throws {PretextError} `bad-input` for what is no picture; `training-died` when the process did: the next picture
   *   starts it anew
   */
  async predict(model: LiveModel, image: Uint8Array, services: Services): Promise<AlikePrediction> {
    this.#signal.throwIfAborted();
    clearTimeout(this.#timer);
    this.#underWay += 1;
    try {
      // Both at once: whichever fails, the other's failure is not left unheard.
      const [decoded, started] = await Promise.allSettled([
        this.#decode(image, model.preprocessing, services),
        this.#predictorFor(model, services),
      ]);
      if (decoded.status === 'rejected') throw decoded.reason;
      if (started.status === 'rejected') throw started.reason;
      const answer = await started.value.predict(decoded.value);
      const prediction = predictionOf('picture', model.classes, answer, model.unsureBelow);
      return { ...prediction, alike: answer.alike };
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#restInAWhile();
    }
  }

  /** Ends the process when it is of this project: its data or its models have changed, or it was closed. */
  forget(project: string): void {
    if (this.#kept?.project === project) this.#endPredictor();
  }

  /** Ends all processes and waits until they are gone. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#endAll();
    await Promise.all(this.#ending);
  }

  async #predictorFor(model: LiveModel, services: Services): Promise<LivePredictor> {
    const { project, name } = model;
    if (this.#kept?.project === project && this.#kept.name === name) {
      return await this.#kept.predictor;
    }
    this.#endPredictor();
    const kept: Kept = { project, name, predictor: this.#start(model, services) };
    this.#kept = kept;
    const gone = kept.predictor.then(
      (predictor) => predictor.ended,
      () => undefined, // who asked for it hears of it
    );
    this.#track(
      gone.then(() => {
        if (this.#kept === kept) this.#kept = null;
      }),
    );
    return await kept.predictor;
  }

  async #start({ spec }: LiveModel, { host }: Services): Promise<LivePredictor> {
    const wanted = await spec();
    this.#signal.throwIfAborted();
    return new LivePredictor(host, wanted);
  }

  async #decode(
    image: Uint8Array,
    preprocessing: ImagePreprocessing,
    { spawnDecoder }: Services,
  ): Promise<Uint8Array> {
    this.#decoders ??= new DecoderPool({
      workers: 1,
      timeoutMs: defaultLimits.decodeTimeoutMs,
      spawn: spawnDecoder,
    });
    const dir = scratchFolder('pretext-predict');
    try {
      const file = path.join(dir, 'picture');
      writeFileSync(file, image);
      let why = 'This is no picture.';
      const pool = this.#decoders;
      for await (const one of decodeImages([file], preprocessing, { pool, signal: this.#signal })) {
        if ('pixels' in one) return one.pixels;
        why = one.reason;
      }
      throw new PretextError('bad-input', why, { remedy: 'Give a PNG, JPEG or WebP picture.' });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }

  #restInAWhile(): void {
    this.#timer = setTimeout(() => this.#endAll(), this.#idleMilliseconds);
    this.#timer.unref();
  }

  #endAll(): void {
    this.#endPredictor();
    const decoders = this.#decoders;
    this.#decoders = null;
    if (decoders !== null) this.#track(decoders.close());
  }

  #endPredictor(): void {
    const kept = this.#kept;
    this.#kept = null;
    // One that could not be started has told whoever asked for it.
    if (kept !== null) {
      this.#track(
        kept.predictor.then(
          (predictor) => predictor.stop(),
          () => undefined,
        ),
      );
    }
  }

  /** Remembers what has to be waited for at the end. */
  #track(ending: Promise<void>): void {
    const tracked = ending.finally(() => this.#ending.delete(tracked));
    this.#ending.add(tracked);
  }
}
