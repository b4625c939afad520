import { once } from 'node:events';
import { PretextError } from '../../../shared/errors.ts';
import type { Services } from '../services.ts';

/** A process that has read texts. */
interface Opened {
  /** Resolves once it has gone. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

export interface SearchSource<Search> {
  project: string;
  /** Names what it goes by among all of its project: an encoder, as far as it is trained. */
  name: string;
  /** Reads the texts; asked for when that has to be done. */
  open: (services: Services) => Promise<Search>;
}

/** Starts a job that reads texts. @returns a promise that resolves once the job has ended, however */
type StartReading<Search> = (
  project: string,
  work: (services: Services) => Promise<Search>,
) => Promise<unknown>;

interface Kept<Search> {
  project: string;
  name: string;
  search: Promise<Search>;
  /** Ends its process, also while that still reads. */
  end: AbortController;
}

/** Texts are read within seconds, and take memory while they are kept. */
const idleMilliseconds = 10 * 60_000;

/** Texts that were read stay so: the process of the project searched last is kept until nobody has searched it for ten minutes. */
export class LiveSearches<Search extends Opened> {
  readonly #startReading: StartReading<Search>;
  readonly #idleMilliseconds: number;
  #kept: Kept<Search> | null = null;
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Resolves once all processes that were ended are gone. */
  #gone: Promise<void> = Promise.resolve();

  constructor(startReading: StartReading<Search>, idle = idleMilliseconds) {
    this.#startReading = startReading;
    this.#idleMilliseconds = idle;
  }

  /** @throws {PretextError} as `Search.open` */
  async searchFor(source: SearchSource<Search>): Promise<Search> {
    clearTimeout(this.#timer);
    this.#underWay += 1;
    try {
      return await this.#keptFor(source);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) {
        this.#timer = setTimeout(() => this.#endKept(), this.#idleMilliseconds);
        this.#timer.unref();
      }
    }
  }

  async #keptFor(source: SearchSource<Search>): Promise<Search> {
    const { project, name } = source;
    const warm = this.#kept;
    if (warm?.project === project && warm.name === name) return await warm.search;
    this.#endKept();
    const end = new AbortController();
    // One process at a time: each holds texts in memory.
    const reading = this.#gone.then(() => this.#read(source, end.signal));
    const search = reading.then((each) => each.search);
    const kept: Kept<Search> = { project, name, search, end };
    this.#kept = kept;
    this.#gone = this.#live(reading, end.signal).finally(() => {
      if (this.#kept === kept) this.#kept = null;
    });
    return await search;
  }

  /** Ends the process when it is of this project: its texts have changed, or it was closed. */
  forget(project: string): void {
    if (this.#kept?.project === project) this.#endKept();
  }

  /** Ends all processes and waits until they are gone. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#endKept();
    await this.#gone;
  }

  /** @returns once the texts are read, and their job has ended */
  async #read(
    { project, open }: SearchSource<Search>,
    end: AbortSignal,
  ): Promise<{ search: Search }> {
    end.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Search>();
    promise.catch(() => undefined); // it is waited for below
    await this.#startReading(project, async (services) => {
      try {
        const signal = AbortSignal.any([services.signal, end]);
        const search = await open({ ...services, signal });
        resolve(search);
        return search;
      } catch (error) {
        reject(error);
        throw error;
      }
    });
    return { search: await promise };
  }

  /** Lives as long as a process does, and ends it when it is no longer wanted. */
  async #live(reading: Promise<{ search: Search }>, end: AbortSignal): Promise<void> {
    const read = await reading.catch(() => null); // who asked for it hears of it
    if (read === null) return;
    const { search } = read;
    if (!end.aborted) await Promise.race([search.ended, once(end, 'abort')]);
    if (end.aborted) await search.stop();
  }

  #endKept(): void {
    this.#kept?.end.abort(
      new PretextError('cancelled', 'The search was stopped: its texts have changed.', {
        remedy: 'Search again.',
      }),
    );
    this.#kept = null;
  }
}
