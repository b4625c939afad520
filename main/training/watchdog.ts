/** How long a training process may be silent, seconds. */
export interface Patience {
  /** Then the person is told. */
  tell: number;
  /** Then it is ended: no step takes this long. */
  end: number;
}

export const defaultPatience: Patience = { tell: 8, end: 600 };

/**
 * Notices a training process that has got stuck, which no exit reports. It counts its own ticks, not the clock: a machine that
 * slept has not been silent.
 */
export class Watchdog {
  readonly #timer: NodeJS.Timeout;
  #ticks = 0;

  /** @param onSilence called once each time the silence begins; `onEnd` once it has lasted too long */
  constructor(patience: Patience, onSilence: (seconds: number) => void, onEnd: () => void) {
    const ticksASecond = 4;
    this.#timer = setInterval(() => {
      this.#ticks += 1;
      if (this.#ticks === Math.ceil(patience.tell * ticksASecond)) onSilence(patience.tell);
      if (this.#ticks === Math.ceil(patience.end * ticksASecond)) onEnd();
    }, 1000 / ticksASecond);
    this.#timer.unref();
  }

  /** The process was heard. */
  hear(): void {
    this.#ticks = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
