import { Refusal } from '../refusal.ts';
import type { SampleSink } from './kind.ts';

/**
 * Takes the mean of the channels and keeps memory in bounds: what is decoded is counted, whatever the header said. Values
 * that are no numbers become 0.
 */
export class MonoMixer implements SampleSink {
  readonly #maxSamples: number;
  readonly #maxSeconds: number;
  readonly #onBlock: (samples: Float32Array) => void;
  #samples = 0;
  #badSamples = 0;

  /** @param onBlock gets float32 blocks, one channel, which are its own to keep */
  constructor(sampleRate: number, maxSeconds: number, onBlock: (samples: Float32Array) => void) {
    this.#maxSamples = Math.ceil(sampleRate * maxSeconds);
    this.#maxSeconds = maxSeconds;
    this.#onBlock = onBlock;
  }

  /** Of one channel, so far. */
  get samples(): number {
    return this.#samples;
  }

  /** How many of them were NaN or infinite in any channel. */
  get badSamples(): number {
    return this.#badSamples;
  }

  write(channels: readonly Float32Array[], length: number): void {
    if (length === 0 || channels.length === 0) return;
    this.#samples += length;
    if (this.#samples > this.#maxSamples) throw tooLong(this.#maxSeconds);
    const block = new Float32Array(length);
    for (const channel of channels) {
      for (let index = 0; index < length; index++) {
        block[index] = (block[index] ?? 0) + (channel[index] ?? 0) / channels.length;
      }
    }
    for (let index = 0; index < length; index++) {
      if (Number.isFinite(block[index])) continue;
      block[index] = 0;
      this.#badSamples += 1;
    }
    this.#onBlock(block);
  }
}

/** `3 minutes`, `1.5 hours`. */
function inWords(seconds: number): string {
  const [value, unit] = seconds < 3600 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  const rounded = Number(value.toFixed(1));
  return `${rounded} ${unit}${rounded === 1 ? '' : 's'}`;
}

export function tooLong(maxSeconds: number): Refusal {
  const most = inWords(maxSeconds);
  return new Refusal('oversized', `is too long: the limit is ${most}; cut it into parts`);
}
