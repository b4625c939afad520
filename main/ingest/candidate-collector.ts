import type { Candidate } from './candidate.ts';
import type { findFiles } from './containers/inputs.ts';
import { Breather } from './cooperative.ts';
import { cancelled } from './decoder/decoder-pool.ts';
import { UniqueNames } from './display-name.ts';
import type { SkippedFile } from './types.ts';

interface CollectorOptions {
  signal: AbortSignal | undefined;
  /** @param found files so far, whatever they are */
  onFound?: (found: number) => void;
}

/** What a search for files finds: candidates, and the report of the rest as it grows. */
export class CandidateCollector {
  readonly skipped: SkippedFile[] = [];
  /** Files that are plainly something else and not meant as data. */
  ignored = 0;
  /** Files, whatever they are. */
  found = 0;
  readonly #options: CollectorOptions;
  readonly #breather = new Breather();
  readonly #names = new UniqueNames();

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  /** @throws {PretextError} `cancelled`; `not-found` for an input that does not exist */
  async collect(files: ReturnType<typeof findFiles>): Promise<Candidate[]> {
    const candidates: Candidate[] = [];
    for await (const one of files) {
      if (this.#options.signal?.aborted === true) throw cancelled();
      if (this.#breather.due) await this.#breather.pause();
      this.found += 1;
      this.#options.onFound?.(this.found);
      if ('skipped' in one) this.skipped.push(one.skipped);
      else if ('ignored' in one) this.ignored += 1;
      else candidates.push(one.candidate);
    }
    return candidates;
  }

  /** Under a name that no other has. */
  named<Found extends { path: string }>(found: Found): Found {
    const path = this.#names.claim(found.path);
    return path === found.path ? found : { ...found, path };
  }

  /** A row of the report, or with null nothing but one more. */
  reject(skipped: SkippedFile | null): void {
    if (skipped === null) this.ignored += 1;
    else this.skipped.push(skipped);
  }
}
