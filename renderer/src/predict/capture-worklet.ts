/** Runs in the browser's audio thread, as the processor `capture`: hands on what the microphone hears, one channel, a block at a time. */

// Of the audio thread alone; TypeScript's library of pages does not know them.
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** About twenty messages a second. */
const blockSamples = 2048;

class Capture extends AudioWorkletProcessor {
  #block = new Float32Array(blockSamples);
  #filled = 0;

  /** @param inputs channels of each input; none while nothing is connected */
  process(inputs: readonly (readonly Float32Array[])[]): boolean {
    for (const value of inputs[0]?.[0] ?? []) {
      this.#block[this.#filled] = value;
      this.#filled += 1;
      if (this.#filled === blockSamples) this.#send();
    }
    return true;
  }

  #send(): void {
    this.port.postMessage(this.#block, [this.#block.buffer]);
    this.#block = new Float32Array(blockSamples);
    this.#filled = 0;
  }
}

registerProcessor('capture', Capture);
