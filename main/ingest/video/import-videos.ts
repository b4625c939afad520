import { createHash } from 'node:crypto';
import type { PretextError } from '../../../shared/errors.ts';
import { byPath, type Candidate } from '../candidate.ts';
import { CandidateCollector } from '../candidate-collector.ts';
import { sampleEvenly } from '../choose-preprocessing.ts';
import { cancelled } from '../decoder/decoder-pool.ts';
import { folderLabels, type LabelOf } from '../folder-labels.ts';
import { defaultLimits } from '../limits.ts';
import { nearDuplicatesOfImport } from '../near-duplicates.ts';
import { nothingUsable } from '../nothing-usable.ts';
import { Progress } from '../progress.ts';
import { skippedFile } from '../refusal.ts';
import { RowWriter } from '../row-writer.ts';
import { SummaryBuilder } from '../summary.ts';
import type {
  DuplicateFile,
  ImportedSample,
  ImportRequest,
  ImportSummary,
  SampleNote,
  SkippedFile,
} from '../types.ts';
import {
  checkVideoPreprocessing,
  chooseVideoPreprocessing,
  folderRateOf,
} from './choose-preprocessing.ts';
import { partName } from './clip-times.ts';
import { VideoFinder } from './find-videos.ts';
import type { KnownVideo } from './found-video.ts';
import { defaultVideoLimits, type VideoLimits } from './limits.ts';
import { videoFormatOf } from './sniff-video.ts';
import type { VideoPreprocessing } from './types.ts';
import type {
  OpenVideoRequest,
  RefusedVideo,
  VideoBounds,
  VideoClip,
  VideoSource,
} from './video-messages.ts';
import { VideoReader } from './video-reader.ts';
import { ZippedVideos } from './zipped-videos.ts';

export interface VideoImportRequest
  extends Pick<
    ImportRequest,
    'inputs' | 'labelsFrom' | 'knownHashes' | 'onProgress' | 'signal' | 'spawnDecoder'
  > {
  packFile: string;
  /** A contact sheet of each clip goes there. */
  thumbnailFile: string;
  /** What is left out is chosen from the data. */
  preprocessing: Partial<VideoPreprocessing>;
  /** Whether videos that are there twice are read twice, as for prediction. */
  keepCopies?: boolean;
  limits?: Partial<VideoLimits>;
}

interface ClipSample extends ImportedSample {
  /** What follows the name of its video in its own: `, 0:04–0:08`; empty where it is the only clip. */
  part: string;
}

export interface VideoImportResult {
  preprocessing: VideoPreprocessing;
  /** Clips: named as their video, and where it is cut into several also from when to when. */
  samples: ClipSample[];
  skipped: SkippedFile[];
  duplicates: DuplicateFile[];
  nearDuplicates: string[][];
  ignored: number;
  summary: ImportSummary;
}

/** Of which the colour is looked at. */
const sampledVideos = 16;
/** What was a video in an archive and is none any more. */
const changed: Pick<RefusedVideo, 'code' | 'clause'> = {
  code: 'unreadable',
  clause: 'was changed while it was imported',
};
const remedy =
  'Give MP4, WebM, MOV, GIF or animated WebP files, folders of numbered pictures (001.png, 002.png, …), or zips of these.';

/**
 * Imports videos as clips: looks at every file (first pass), chooses how they become tensors, and decodes each clip by clip into the pack and a contact
 * sheet (second pass). Those in zip archives are unpacked one at a time, beside the pack. Files that cannot be used are listed and stop nothing. When all
 * there is are copies of `knownHashes`, there is no pack. Decoding happens in a process of its own.
 * @throws {PretextError} `not-found` for an input that does not exist; `no-data` when nothing usable was found; `cancelled`; `bad-usage`;
 *   `engine-missing` when the decoder cannot be started
 * @throws {Error} the system's error (`ENOSPC`, …) when the pack cannot be written
 */
export async function importVideos(request: VideoImportRequest): Promise<VideoImportResult> {
  checkVideoPreprocessing(request.preprocessing);
  if (request.signal?.aborted === true) throw cancelled();
  const reader = new VideoReader(request.spawnDecoder, request.signal);
  const bounds: VideoBounds = {
    limits: { ...defaultVideoLimits, ...request.limits },
    pictures: defaultLimits,
  };
  const zipped = new ZippedVideos(reader, request.packFile, bounds);
  try {
    return await new VideoImport(request, reader, zipped, bounds).run();
  } finally {
    await reader.close();
    await zipped.remove();
  }
}

class VideoImport {
  readonly #request: VideoImportRequest;
  readonly #reader: VideoReader;
  readonly #zipped: ZippedVideos;
  readonly #bounds: VideoBounds;
  readonly #progress: Progress;
  readonly #files: CandidateCollector;
  #duplicates: DuplicateFile[] = [];
  #labelOf: LabelOf = () => null;

  constructor(
    request: VideoImportRequest,
    reader: VideoReader,
    zipped: ZippedVideos,
    bounds: VideoBounds,
  ) {
    this.#request = request;
    this.#reader = reader;
    this.#zipped = zipped;
    this.#bounds = bounds;
    this.#progress = new Progress(request.onProgress);
    this.#files = new CandidateCollector({
      signal: request.signal,
      onFound: (found) => this.#progress.at('scan', found, null),
    });
  }

  async run(): Promise<VideoImportResult> {
    const videos = await this.#find();
    if (videos.length === 0) throw this.#nothingUsable();
    const { inputs, labelsFrom } = this.#request;
    this.#labelOf = await folderLabels(inputs, labelsFrom, videos);
    const preprocessing = await this.#choose(videos);
    const fresh = this.#withoutDuplicates(videos);
    const samples = await this.#pack(fresh, preprocessing);
    this.#dropDuplicatesOfNothing(samples);
    if (samples.length === 0 && this.#duplicates.length === 0) throw this.#nothingUsable();
    const nearDuplicates = await nearDuplicatesOfImport(samples, this.#request);
    const summary = new SummaryBuilder();
    for (const sample of samples) summary.add(sample);
    const skipped = this.#files.skipped.sort(byPath);
    return {
      ...{ preprocessing, samples, skipped, duplicates: this.#duplicates, nearDuplicates },
      ignored: this.#files.ignored,
      summary: summary.finish(skipped),
    };
  }

  async #find(): Promise<KnownVideo[]> {
    const { inputs, preprocessing } = this.#request;
    return await new VideoFinder({
      reader: this.#reader,
      zipped: this.#zipped,
      bounds: this.#bounds,
      files: this.#files,
      progress: this.#progress,
      folderRate: folderRateOf(preprocessing),
    }).find(inputs);
  }

  /** What the request leaves open; the colour by the first clips of some videos. */
  async #choose(videos: readonly KnownVideo[]): Promise<VideoPreprocessing> {
    const asked = this.#request.preprocessing;
    const chosen = chooseVideoPreprocessing(
      asked,
      videos.map(({ probed }) => probed.header),
    );
    if (asked.channels !== undefined) return chosen;
    const limits = { ...this.#bounds.limits, maxSeconds: chosen.seconds };
    let seen = 0;
    countAnew(videos);
    for (const video of sampleEvenly(videos, sampledVideos)) {
      const answer = await this.#zipped.read(
        video.from,
        async (source) =>
          await this.#reader.ask({ ...this.#clipsOf(source, video, chosen), limits }),
      );
      if (answer.is !== 'clips') continue; // the second pass meets it again and reports it
      seen += answer.clips.length;
      if (answer.clips.some(({ grey }) => !grey)) return chosen;
    }
    return { ...chosen, channels: seen === 0 ? 3 : 1 };
  }

  #clipsOf(
    source: VideoSource,
    { probed: { header, sha256 } }: KnownVideo,
    preprocessing: VideoPreprocessing,
  ): OpenVideoRequest {
    return { op: 'open-video', source, header, sha256, preprocessing, ...this.#bounds };
  }

  /** The first video of each content, in the order of paths; the others go into the report. */
  #withoutDuplicates(videos: readonly KnownVideo[]): KnownVideo[] {
    if (this.#request.keepCopies === true) return [...videos];
    const first = new Map<string, string>(this.#request.knownHashes);
    return videos.filter((video) => {
      const { path, source, probed } = video;
      const of = first.get(probed.sha256);
      first.set(probed.sha256, of ?? path);
      if (of === undefined) return true;
      const { sha256 } = probed;
      this.#duplicates.push({ path, source, sha256, of, label: this.#labelOf(video) });
      return false;
    });
  }

  /** Copies of a video are copies of its first clip, which has its hash; those of one that cannot be decoded are as bad as it is. */
  #dropDuplicatesOfNothing(samples: readonly ImportedSample[]): void {
    const known = this.#request.knownHashes;
    const clips = new Map(samples.map(({ sha256, path }) => [sha256, path]));
    this.#duplicates = this.#duplicates.flatMap((duplicate) => {
      const of = known?.get(duplicate.sha256) ?? clips.get(duplicate.sha256);
      if (of !== undefined) return [{ ...duplicate, of }];
      const clause = `is the same file as ${duplicate.of}, which cannot be read`;
      this.#files.skipped.push(skippedFile(duplicate, 'corrupt', clause));
      return [];
    });
  }

  /** Both files are whole in the end, or there are none. */
  async #pack(
    videos: readonly KnownVideo[],
    preprocessing: VideoPreprocessing,
  ): Promise<ClipSample[]> {
    const { packFile, thumbnailFile } = this.#request;
    const { size, channels, frames } = preprocessing;
    const spec = { kind: 'video', frames, height: size, width: size, channels } as const;
    const rows = new RowWriter({ packFile, thumbnailFile, spec });
    const samples: ClipSample[] = [];
    const whole = videos.reduce((sum, { probed }) => sum + probed.header.seconds, 0);
    let finished = false;
    let before = 0;
    countAnew(videos);
    try {
      for (const video of videos) {
        const { seconds } = video.probed.header;
        const failed = await this.#zipped.read(video.from, async (source) => {
          for await (const clip of this.#reader.clips(
            this.#clipsOf(source, video, preprocessing),
          )) {
            if (this.#request.signal?.aborted === true) throw cancelled();
            if ('is' in clip) return clip;
            const row = rows.append(clip.pixels, clip.sheet);
            samples.push(this.#sample(video, clip, row, channels));
            this.#progress.at('decode', before + Math.min(seconds, clip.end), whole);
          }
          return null;
        });
        if (failed !== null) {
          const { code, clause } = failed.is === 'refused' ? failed : changed;
          this.#files.skipped.push(skippedFile(video, code, clause));
        }
        before += seconds;
      }
      this.#progress.end('decode', whole);
      if (samples.length > 0) {
        await rows.finish();
        finished = true;
      }
      return samples;
    } finally {
      if (!finished) rows.abort();
    }
  }

  #sample(video: KnownVideo, clip: VideoClip, row: number, channels: 1 | 3): ClipSample {
    const { header, sha256, bytes } = video.probed;
    const { width, height, format } = header;
    const { start, end, perceptualHash, grey } = clip;
    const part = clip.notes.includes('cut') ? partName(clip) : '';
    const notes: SampleNote[] = clip.notes.filter(
      (note) => note !== 'grey' && note !== 'color-to-grey',
    );
    if (grey && channels === 3) notes.push('grey');
    if (!grey && channels === 1) notes.push('color-to-grey');
    const { candidate } = video;
    if (candidate !== null) notes.push(...candidate.notes, ...wrongName(candidate, format));
    const share = Math.round((bytes * (end - start)) / Math.max(end - start, header.seconds));
    return {
      path: `${video.path}${part}`,
      part,
      source: video.source,
      sha256:
        start === 0 ? sha256 : createHash('sha256').update(`${sha256} ${start}`).digest('hex'),
      ...{ perceptualHash, width, height, bytes: share, format, row, notes },
      label: this.#labelOf(video),
    };
  }

  #nothingUsable(): PretextError {
    const skipped = this.#files.skipped.sort(byPath);
    const { ignored } = this.#files;
    return nothingUsable('video', remedy, this.#request.inputs, { skipped, ignored });
  }
}

/** What the passes before unpacked does not count again. */
function countAnew(videos: readonly KnownVideo[]): void {
  for (const { container } of videos) if (container !== null) container.inflated = 0;
}

/** The two containers of ISO media are called by each other's names. */
function wrongName({ extension }: Candidate, format: string): SampleNote[] {
  const promised = videoFormatOf(extension);
  const alike = (a: string | null): string | null => (a === 'mov' ? 'mp4' : a);
  return extension !== '' && alike(promised) !== alike(format) ? ['wrong-extension'] : [];
}
