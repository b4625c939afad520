import { rmSync } from 'node:fs';
import { refusedAnswer } from '../decoder/refuse.ts';
import { Refusal } from '../refusal.ts';
import { hashOfFile, probeVideo } from './probe-video.ts';
import { readClips } from './read-clips.ts';
import { unpackVideo } from './unpack-video.ts';
import type { VideoAnswer, VideoClip, VideoClips, VideoRequest } from './video-messages.ts';

/** Of clips in one message. */
const maxMessageBytes = 4 * 1024 * 1024;
/** After so long, what there is is sent: a person sees how far it is, and a slow video is not taken for one that hangs. */
const messageMs = 500;

/** A video that is read in this process, some clips a request. What is wrong with it becomes the answer. */
export class VideoReading {
  #clips: AsyncGenerator<VideoClip> | null = null;
  #unpacked: string | null = null;

  /** What was unpacked last: for when the parent is gone, which would have removed it. */
  removeUnpacked(): void {
    if (this.#unpacked !== null) rmSync(this.#unpacked, { force: true });
  }

  async answer(request: VideoRequest): Promise<VideoAnswer> {
    try {
      if (request.op === 'probe-video') return await probeVideo(request);
      if (request.op === 'close-video') {
        await this.#close();
        return { is: 'closed' };
      }
      if (request.op === 'unpack-video') {
        await this.#close();
        this.#unpacked = request.to;
        return await unpackVideo(request);
      }
      if (request.op === 'next-clips') return await this.#next();
      await this.#close();
      const { source, sha256 } = request;
      if (source.is === 'file' && hashOfFile(source) !== sha256) {
        throw new Refusal('unreadable', 'was changed while it was imported');
      }
      this.#clips = readClips(request);
      return await this.#next();
    } catch (error) {
      return refusedAnswer(error, 0);
    }
  }

  async #close(): Promise<void> {
    await this.#clips?.return(undefined);
    this.#clips = null;
  }

  async #next(): Promise<VideoClips> {
    if (this.#clips === null) throw new Error('no video is open');
    const clips: VideoClip[] = [];
    let bytes = 0;
    const began = performance.now();
    do {
      const next = await this.#clips.next();
      if (next.done === true) return { is: 'clips', clips, done: true };
      clips.push(next.value);
      bytes += next.value.pixels.length + next.value.sheet.length;
    } while (bytes < maxMessageBytes && performance.now() - began < messageMs);
    return { is: 'clips', clips, done: false };
  }
}
