import { PretextError } from '../../../shared/errors.ts';
import { cancelled } from '../decoder/decoder-pool.ts';
import { DecoderFailure, DecoderProcess } from '../decoder/decoder-process.ts';
import { forkDecoder, type SpawnDecoder } from '../decoder/spawn-decoder.ts';
import type {
  OpenVideoRequest,
  RefusedVideo,
  VideoAnswer,
  VideoClip,
  VideoRequest,
} from './video-messages.ts';

/** Longer than ffmpeg may take for a clip, so that ffmpeg is named and not the decoder. */
export const answerTimeoutMs = 180_000;

/** A process that reads videos, one after the other. One that it does not survive is refused, and the next gets a new process. */
export class VideoReader {
  readonly #spawn: SpawnDecoder;
  readonly #signal: AbortSignal | undefined;
  readonly #stop = (): void => {
    void this.#process?.stop(); // never rejects
  };
  #process: DecoderProcess | null = null;

  constructor(spawn: SpawnDecoder | undefined, signal: AbortSignal | undefined) {
    this.#spawn = spawn ?? forkDecoder;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#stop, { once: true });
  }

  /** @throws {PretextError} `cancelled`; `engine-missing` */
  async ask(request: VideoRequest, timeoutMs: number = answerTimeoutMs): Promise<VideoAnswer> {
    if (this.#signal?.aborted === true) throw cancelled();
    try {
      const process = this.#process ?? (await this.#start());
      return await process.askVideo(request, timeoutMs);
    } catch (error) {
      if (this.#signal?.aborted) throw cancelled();
      if (!(error instanceof DecoderFailure)) throw error;
      await this.#process?.stop();
      this.#process = null;
      if (error.code === 'not-started') {
        throw new PretextError('engine-missing', `Videos cannot be read: ${error.message}`, {
          remedy: 'Install Pretext Studio again.',
          cause: error,
        });
      }
      return refusedBy(error, timeoutMs);
    }
  }

  /** Clips as they are read; the refusal where there are no more because of it. */
  async *clips(request: OpenVideoRequest): AsyncGenerator<VideoClip | RefusedVideo> {
    let answer = await this.ask(request);
    for (;;) {
      if (answer.is === 'refused') {
        yield answer;
        return;
      }
      if (answer.is !== 'clips') throw new Error('the decoder spoke of something else');
      yield* answer.clips;
      if (answer.done) return;
      answer = await this.ask({ op: 'next-clips' });
    }
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#stop);
    await this.#process?.stop();
  }

  async #start(): Promise<DecoderProcess> {
    const process = new DecoderProcess(this.#spawn);
    this.#process = process;
    await process.ready();
    return process;
  }
}

function refusedBy(failure: DecoderFailure, timeoutMs: number): RefusedVideo {
  return failure.code === 'timeout'
    ? {
        is: 'refused',
        code: 'timeout',
        clause: `took longer than ${Math.round(timeoutMs / 1000)} seconds to decode`,
      }
    : {
        is: 'refused',
        code: 'decoder-crashed',
        clause: `makes the decoder crash (${failure.message})`,
      };
}
