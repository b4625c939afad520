import captureUrl from './capture-worklet.ts?worker&url';
import { wavFile } from './wav-file.ts';

/** What was recorded. */
export interface RecordedSound {
  wav: Uint8Array<ArrayBuffer>;
  seconds: number;
  /** The loudest sample, 0…1. */
  peak: number;
}

interface Listener {
  /** Some twenty times a second. @param peak of the last block, 0…1 @param seconds recorded so far */
  onLevel(peak: number, seconds: number): void;
  /** There is as much as may be recorded. */
  onFull(): void;
  /** The microphone was unplugged or taken away. */
  onEnded(): void;
}

/** That is recorded at most. */
export const mostSeconds = 60;

/** Of a faster sound card less than a minute is recorded: it would be larger than may be sent. */
const usualRate = 48_000;

/** Milliseconds that an audio context has to begin. */
const patience = 10_000;

/** @throws what the work does; an error when it takes too long, as with a sound card that hangs */
async function inTime(work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('the sound card does not answer')), patience);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a model is to hear is what the microphone hears, not what makes calls pleasant. */
const unchanged = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** A recording from the microphone that is going on. Stop it, or the microphone stays on. */
export class SoundRecording {
  readonly #stream: MediaStream;
  readonly #context: AudioContext;
  readonly #blocks: Float32Array[] = [];
  #samples = 0;
  #peak = 0;

  private constructor(stream: MediaStream, context: AudioContext) {
    this.#stream = stream;
    this.#context = context;
  }

  /** Asks for the microphone and begins. @throws what `getUserMedia` does: see `deviceProblemOf` */
  static async start(listener: Listener): Promise<SoundRecording> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: unchanged, video: false });
    let recording: SoundRecording | null = null;
    try {
      recording = new SoundRecording(stream, new AudioContext());
      await inTime(recording.#listen(listener));
      return recording;
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      await recording?.stop();
      throw error;
    }
  }

  async #listen({ onLevel, onFull, onEnded }: Listener): Promise<void> {
    const { sampleRate, audioWorklet } = this.#context;
    const most = mostSeconds * Math.min(sampleRate, usualRate);
    await audioWorklet.addModule(captureUrl);
    const capture = new AudioWorkletNode(this.#context, 'capture', {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
    });
    capture.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      if (this.#samples >= most) return;
      this.#blocks.push(data);
      this.#samples += data.length;
      const peak = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      this.#peak = Math.max(this.#peak, peak);
      onLevel(peak, this.#samples / sampleRate);
      if (this.#samples >= most) onFull();
    };
    this.#context.createMediaStreamSource(this.#stream).connect(capture);
    this.#stream.getAudioTracks()[0]?.addEventListener('ended', onEnded);
    await this.#context.resume();
  }

  /** Whether the microphone went away by itself, which may be before anybody could be told. */
  get hasEnded(): boolean {
    return this.#stream.getAudioTracks().every(({ readyState }) => readyState === 'ended');
  }

  /** Turns the microphone off. @returns what was recorded; nothing where that is nothing */
  async stop(): Promise<RecordedSound | null> {
    // A track that is stopped here does not tell that it has ended.
    for (const track of this.#stream.getTracks()) track.stop();
    const { sampleRate } = this.#context;
    if (this.#context.state !== 'closed') await this.#context.close();
    if (this.#samples === 0) return null;
    return {
      wav: wavFile(this.#blocks, sampleRate),
      seconds: this.#samples / sampleRate,
      peak: this.#peak,
    };
  }
}
