/** Work that is asked for often and done seldom: at once, then not before some time has passed. */
export class AtMostEvery {
  readonly #milliseconds: number;
  readonly #work: () => void;
  #last = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number, work: () => void) {
    this.#milliseconds = milliseconds;
    this.#work = work;
  }

  /** Now, or as soon as enough time has passed; however often it was asked for till then, once. */
  ask(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#last + this.#milliseconds - Date.now();
    if (wait <= 0) this.now();
    else this.#timer = setTimeout(() => this.now(), wait);
  }

  /** Without waiting, in place of what was asked for. */
  now(): void {
    this.end();
    this.#last = Date.now();
    this.#work();
  }

  /** What was asked for is not done any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
