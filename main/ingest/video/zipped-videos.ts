import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Container } from '../candidate.ts';
import type { ZipEntryLocation } from '../decoder/location.ts';
import type { VideoAnswer, VideoBounds, VideoSource } from './video-messages.ts';
import { answerTimeoutMs, type VideoReader } from './video-reader.ts';

/** A video that has to be unpacked before it can be read. */
export interface ZippedVideo {
  is: 'zipped';
  entry: ZipEntryLocation;
  extension: string;
  container: Container;
}

/** Slower is not even a network's disk. */
const slowestBytesPerMs = 4 * 1024;

/**
 * Videos of zip archives, each unpacked into one and the same file for as long as it is read, so that no more than one of them takes room on the
 * disk. The file lies beside the pack: what a process leaves there that was killed goes with the unfinished import.
 */
export class ZippedVideos {
  readonly #reader: VideoReader;
  readonly #file: string;
  readonly #bounds: VideoBounds;

  constructor(reader: VideoReader, packFile: string, bounds: VideoBounds) {
    this.#reader = reader;
    this.#file = `${packFile}.video`;
    this.#bounds = bounds;
  }

  /**
   * Reads a video by some work that needs it as it is on disk.
   * @returns the decoder's answer where it cannot be unpacked or is no video
   * @throws {PretextError} as `VideoReader.ask`; the file is there still
   */
  async read<Result>(
    video: VideoSource | ZippedVideo,
    work: (source: VideoSource) => Promise<Result>,
  ): Promise<Result | VideoAnswer> {
    if (video.is !== 'zipped') return await work(video);
    const { entry, extension, container } = video;
    const { limits } = this.#bounds;
    // Before the pack's first row nobody may have made its folder.
    await mkdir(path.dirname(this.#file), { recursive: true });
    const answer = await this.#reader.ask(
      {
        op: 'unpack-video',
        entry,
        to: this.#file,
        room: limits.maxArchiveBytes - container.inflated,
        ...this.#bounds,
      },
      answerTimeoutMs + Math.min(entry.uncompressedSize, limits.maxBytes) / slowestBytesPerMs,
    );
    container.inflated += answer.inflated ?? 0;
    if (answer.is !== 'unpacked') {
      await this.remove();
      return answer;
    }
    const result = await work({ is: 'file', file: this.#file, extension });
    // Windows removes no file that is open.
    await this.#reader.ask({ op: 'close-video' });
    await this.remove();
    return result;
  }

  /** To be called at the end, when the decoder is gone: one that was killed may have left the file, or made it since. */
  async remove(): Promise<void> {
    // Retried as ffmpeg ends a little later than what started it.
    await rm(this.#file, { force: true, recursive: true, maxRetries: 5, retryDelay: 100 });
  }
}
