import { byPath } from '../candidate.ts';
import type { CandidateCollector } from '../candidate-collector.ts';
import { expand } from '../containers/expand.ts';
import { findFiles } from '../containers/inputs.ts';
import type { Progress } from '../progress.ts';
import { overBudget, skippedFile } from '../refusal.ts';
import { type FoundVideo, type KnownVideo, ofFile, ofFolder } from './found-video.ts';
import { frameFolders, notNumbered } from './frame-folders.ts';
import { judgeNoVideo } from './judge-no-video.ts';
import type { ProbedVideo, VideoAnswer, VideoBounds } from './video-messages.ts';
import type { VideoReader } from './video-reader.ts';
import type { ZippedVideos } from './zipped-videos.ts';

interface Search {
  reader: VideoReader;
  zipped: ZippedVideos;
  bounds: VideoBounds;
  /** Gets the report. */
  files: CandidateCollector;
  progress: Progress;
  /** Pictures a second of folders of frames. */
  folderRate: number;
}

/** Finds videos in files, folders and zip archives, and looks at each. */
export class VideoFinder {
  readonly #with: Search;

  constructor(search: Search) {
    this.#with = search;
  }

  /**
   * In the order of paths; what is none, or cannot be read, is in the report then.
   * @throws {PretextError} `not-found` for an input that does not exist; `cancelled`; `engine-missing`
   */
  async find(inputs: readonly string[]): Promise<KnownVideo[]> {
    const found = await this.#videosIn(findFiles(inputs, inputs.length > 1), 0);
    this.#with.progress.end('scan', this.#with.files.found);
    return await this.#probe(found);
  }

  /** @param above number of folders that an archive, of which they are, is in */
  async #videosIn(files: ReturnType<typeof findFiles>, above: number): Promise<FoundVideo[]> {
    const candidates = await this.#with.files.collect(files);
    const { videos, pictures, others } = frameFolders(candidates, above);
    for (const picture of pictures) {
      this.#with.files.skipped.push(skippedFile(picture, 'unsupported', notNumbered));
    }
    return [...videos.map(ofFolder), ...others.map(ofFile)].sort(byPath);
  }

  /** Of archives what is in them. */
  async #probe(found: readonly FoundVideo[]): Promise<KnownVideo[]> {
    const videos: KnownVideo[] = [];
    const waiting = [...found];
    for (const [at, one] of waiting.entries()) {
      const answer = await this.#look(one);
      // An archive leaves its name to the video that its pictures may be.
      const video = answer.is === 'zip' ? one : this.#with.files.named(one);
      if (answer.is === 'video') videos.push(this.#withoutBad(video, answer));
      else if (answer.is === 'zip') {
        // One by one: a call takes no million arguments.
        for (const inside of await this.#inside(video)) waiting.push(inside);
      } else this.#reject(video, answer);
      this.#with.progress.at('probe', at + 1, waiting.length);
    }
    this.#with.progress.end('probe', waiting.length);
    return videos.sort(byPath);
  }

  async #look({ from, container }: FoundVideo): Promise<VideoAnswer> {
    const { bounds, folderRate, reader, zipped } = this.#with;
    const { maxArchiveBytes } = bounds.limits;
    if (container !== null && container.inflated > maxArchiveBytes) {
      const { code, clause } = overBudget(maxArchiveBytes);
      return { is: 'refused', code, clause };
    }
    return await zipped.read(from, async (source) => {
      const answer = await reader.ask({ op: 'probe-video', source, folderRate, ...bounds });
      if (container !== null) container.inflated += answer.inflated ?? 0;
      return answer;
    });
  }

  /** What is in an archive. */
  async #inside({ candidate }: FoundVideo): Promise<FoundVideo[]> {
    if (candidate === null) throw new Error('numbered pictures that are an archive');
    const files = expand(candidate, { is: 'zip' }, this.#with.bounds.pictures);
    return await this.#videosIn(files, candidate.folders.length);
  }

  /** Pictures that cannot be read make rows of their own; the video goes on without them. */
  #withoutBad(video: FoundVideo, probed: ProbedVideo): KnownVideo {
    const { from } = video;
    if (from.is !== 'frames' || probed.bad.length === 0) return { ...video, probed };
    const bad = new Set(probed.bad.map(({ place }) => place));
    for (const { place, code, clause } of probed.bad) {
      const at = { path: `${video.path}/${from.pictures[place]?.name}`, source: video.source };
      this.#with.files.skipped.push(skippedFile(at, code, clause));
    }
    const pictures = from.pictures.filter((_, place) => !bad.has(place));
    return { ...video, from: { is: 'frames', pictures }, probed };
  }

  #reject(video: FoundVideo, answer: VideoAnswer): void {
    if (answer.is === 'refused') {
      this.#with.files.reject(skippedFile(video, answer.code, answer.clause));
    } else if (answer.is === 'no-video') this.#with.files.reject(judgeNoVideo(video, answer));
    else throw new Error('the decoder spoke of something else');
  }
}
