import type { ImportProgress } from './types.ts';

const intervalMs = 100;

/** Passes on at most ten reports a second, and always the last of a phase. */
export class Progress {
  readonly #report: ((progress: ImportProgress) => void) | undefined;
  #last = Number.NEGATIVE_INFINITY;

  constructor(report: ((progress: ImportProgress) => void) | undefined) {
    this.#report = report;
  }

  at(phase: ImportProgress['phase'], done: number, total: number | null): void {
    const now = performance.now();
    if (now - this.#last < intervalMs) return;
    this.#last = now;
    this.#report?.({ phase, done, total });
  }

  end(phase: ImportProgress['phase'], done: number): void {
    this.#last = performance.now();
    this.#report?.({ phase, done, total: done });
  }
}
