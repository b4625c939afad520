import { availableParallelism } from 'node:os';
import { byPath, type Candidate } from '../candidate.ts';
import { sortCooperatively } from '../cooperative.ts';
import { cancelled, DecoderPool } from '../decoder/decoder-pool.ts';
import type { SpawnDecoder } from '../decoder/spawn-decoder.ts';
import { folderLabels, type LabelOf } from '../folder-labels.ts';
import { nearDuplicatesOfImport } from '../near-duplicates.ts';
import { nothingUsable } from '../nothing-usable.ts';
import { Progress } from '../progress.ts';
import { RowWriter } from '../row-writer.ts';
import { SummaryBuilder } from '../summary.ts';
import type {
  DuplicateFile,
  ImportedSample,
  ImportRequest,
  ImportResult,
  SkippedFile,
} from '../types.ts';
import type { DecodedAudio } from './audio-messages.ts';
import { checkAudioPreprocessing, chooseAudioPreprocessing } from './choose-preprocessing.ts';
import { partOf } from './cut-clips.ts';
import { decodeRecordings } from './decode-recordings.ts';
import {
  audioTimeoutMs,
  type FoundRecording,
  type FoundRecordings,
  findRecordings,
} from './find-recordings.ts';
import type { AudioLimits } from './limits.ts';
import type { AudioPreprocessing } from './types.ts';

const remedy = 'Give folders, zips or files with WAV, FLAC, MP3, Ogg, Opus or M4A recordings.';

export interface AudioImportRequest
  extends Pick<
    ImportRequest,
    'inputs' | 'packFile' | 'labelsFrom' | 'knownHashes' | 'workers' | 'onProgress' | 'signal'
  > {
  /** Pictures of spectrograms; none are made without it. */
  thumbnailFile?: string;
  /** What is left out is chosen from the data. */
  preprocessing: Partial<AudioPreprocessing>;
  /** Whether clips that are there twice are samples all the same, as for prediction. */
  keepCopies?: boolean;
  limits?: AudioLimits;
  spawnDecoder?: SpawnDecoder;
}

export interface AudioImportResult
  extends Pick<ImportResult, 'skipped' | 'duplicates' | 'nearDuplicates' | 'ignored' | 'summary'> {
  preprocessing: AudioPreprocessing;
  samples: (Omit<ImportedSample, 'width' | 'height'> & { part: string })[];
}

/**
 * Imports recordings: finds them, reads every header, chooses rate and length, decodes each and cuts it into clips, a sample each.
 * Files that cannot be used are listed and stop nothing. Two clips of the same samples are copies, whatever their files. When all there
 * is are copies of `knownHashes`, there is no pack. Decoding happens in processes of its own, which are gone when this returns.
 *
 * @throws {PretextError} `not-found` for an input that does not exist; `no-data` when nothing usable was found; `cancelled`;
 *   `bad-usage`; `engine-missing` when decoders cannot be started
 * @throws {Error} the system's error (`ENOSPC`, …) when the pack cannot be written
 */
export async function importAudio(request: AudioImportRequest): Promise<AudioImportResult> {
  const { inputs, signal, limits: audioLimits } = request;
  checkAudioPreprocessing(request.preprocessing);
  if (signal?.aborted === true) throw cancelled();
  const progress = new Progress(request.onProgress);
  const pool = new DecoderPool({
    workers: request.workers ?? availableParallelism(),
    timeoutMs: audioTimeoutMs,
    spawn: request.spawnDecoder,
    signal,
  });
  try {
    const found = await findRecordings(inputs, { pool, progress, audioLimits, signal });
    if (found.recordings.length === 0) throw nothingUsable('recording', remedy, inputs, found);
    const recordings = await sortCooperatively(found.recordings, (a, b) =>
      byPath(a.candidate, b.candidate),
    );
    const preprocessing = chooseAudioPreprocessing(
      request.preprocessing,
      recordings.map(({ header }) => header),
    );
    const candidates = recordings.map(({ candidate }) => candidate);
    const labelOf = await folderLabels(inputs, request.labelsFrom, candidates);
    const clips = new ClipCollector(request, preprocessing, labelOf);
    try {
      await clips.read(recordings, pool, progress);
      return await clips.finish(found);
    } finally {
      clips.abort();
    }
  } finally {
    await pool.close();
  }
}

/** Clips as they come; pack and pictures come to be both or neither. */
class ClipCollector {
  readonly #request: AudioImportRequest;
  readonly #preprocessing: AudioPreprocessing;
  readonly #labelOf: LabelOf;
  readonly #rows: RowWriter;
  readonly #first: Map<string, string>;
  readonly #samples: AudioImportResult['samples'] = [];
  readonly #duplicates: DuplicateFile[] = [];
  readonly #skipped: SkippedFile[] = [];
  #finished = false;

  constructor(request: AudioImportRequest, preprocessing: AudioPreprocessing, labelOf: LabelOf) {
    this.#request = request;
    this.#preprocessing = preprocessing;
    this.#labelOf = labelOf;
    this.#first = new Map(request.knownHashes);
    const { rate, clipSamples: samples } = preprocessing;
    const { packFile, thumbnailFile } = request;
    this.#rows = new RowWriter({ packFile, thumbnailFile, spec: { kind: 'audio', samples, rate } });
  }

  async read(
    recordings: readonly FoundRecording[],
    pool: DecoderPool,
    progress: Progress,
  ): Promise<void> {
    const { signal, limits: audioLimits, thumbnailFile } = this.#request;
    const options = {
      pool,
      preprocessing: this.#preprocessing,
      audioLimits,
      pictures: thumbnailFile !== undefined,
      signal,
    };
    let done = 0;
    for await (const one of decodeRecordings(recordings, options)) {
      if ('skipped' in one) this.#skipped.push(one.skipped);
      else this.#add(one.recording.candidate, one.decoded);
      done += 1;
      progress.at('decode', done, recordings.length);
    }
    progress.end('decode', recordings.length);
  }

  #add(candidate: Candidate, { header, bytes, clips }: DecodedAudio): void {
    const { source } = candidate;
    const label = this.#labelOf(candidate);
    for (const clip of clips) {
      const { sha256 } = clip;
      const part = partOf(clip);
      const path = candidate.path + part;
      const of = this.#first.get(sha256);
      if (of !== undefined && this.#request.keepCopies !== true) {
        this.#duplicates.push({ path, source, sha256, part, of, label });
        continue;
      }
      this.#first.set(sha256, path);
      this.#samples.push({
        path,
        part,
        source,
        sha256,
        perceptualHash: clip.hash,
        bytes,
        format: header.format,
        row: this.#rows.append(clip.samples, clip.picture),
        notes: [...new Set([...candidate.notes, ...clip.notes])],
        label,
      });
    }
  }

  async finish(found: FoundRecordings): Promise<AudioImportResult> {
    const skipped = [...found.skipped, ...this.#skipped].sort(byPath);
    if (this.#samples.length === 0 && this.#duplicates.length === 0) {
      throw nothingUsable('recording', remedy, this.#request.inputs, {
        skipped,
        ignored: found.ignored,
      });
    }
    const summary = new SummaryBuilder();
    for (const sample of this.#samples) summary.add(sample);
    const nearDuplicates = await this.#write();
    return {
      preprocessing: this.#preprocessing,
      samples: this.#samples,
      skipped,
      duplicates: this.#duplicates,
      nearDuplicates,
      ignored: found.ignored,
      summary: summary.finish(skipped),
    };
  }

  /** @returns groups of near duplicates, for which the pack is read again */
  async #write(): Promise<string[][]> {
    if (this.#samples.length === 0) return [];
    await this.#rows.finish();
    this.#finished = true;
    if (this.#request.keepCopies === true) return [];
    return await nearDuplicatesOfImport(this.#samples, this.#request);
  }

  /** Removes what was written, unless it was finished. */
  abort(): void {
    if (!this.#finished) this.#rows.abort();
  }
}
