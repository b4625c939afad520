import { app } from 'electron';
import type { Job } from '../../../shared/contract/jobs.ts';
import type { Log } from '../../app/studio/problem.ts';

interface Preventable {
  preventDefault(): void;
}

export interface LeavingOptions {
  underWay: () => readonly Job[];
  /** Asks the person. @returns whether to stop and save */
  ask: (jobs: readonly Job[]) => Promise<boolean>;
  /** Stops and saves everything. */
  save: () => Promise<void>;
  log: Log;
}

/** The way out: what runs is asked about, then saved, and only then the app ends. Closing the window is leaving. */
export class Leaving {
  readonly #options: LeavingOptions;
  #state: 'here' | 'asking' | 'saving' | 'saved' = 'here';

  constructor(options: LeavingOptions) {
    this.#options = options;
  }

  /** For `before-quit`, and a window's `close`. */
  readonly hold = (event: Preventable): void => {
    if (this.#state === 'saved') return;
    event.preventDefault();
    this.#leave(true).catch((error: unknown) => this.#options.log(String(error)));
  };

  /** Leaves without a question: the system is shutting down. */
  readonly now = (event?: Preventable): void => {
    if (this.#state === 'saved') return;
    event?.preventDefault();
    this.#leave(false).catch((error: unknown) => this.#options.log(String(error)));
  };

  async #leave(mayAsk: boolean): Promise<void> {
    if (this.#state === 'saving' || (this.#state === 'asking' && mayAsk)) return;
    const jobs = this.#options.underWay();
    if (mayAsk && jobs.length > 0) {
      this.#state = 'asking';
      const stops = await this.#options.ask(jobs).catch((error: unknown) => {
        this.#options.log(`the question could not be asked: ${String(error)}`);
        return false;
      });
      // The system may have begun to shut down in the meantime.
      if (this.#state !== 'asking') return;
      if (!stops) {
        this.#state = 'here';
        return;
      }
    }
    this.#state = 'saving';
    try {
      await this.#options.save();
    } catch (error) {
      this.#options.log(`saving at the end: ${String(error)}`);
    }
    this.#state = 'saved';
    app.quit();
  }
}
