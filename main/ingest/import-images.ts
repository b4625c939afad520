import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { PretextError } from '../../shared/errors.ts';
import { decodeAll, probeAll } from './ask-decoders.ts';
import { byPath, type Candidate } from './candidate.ts';
import { CandidateCollector } from './candidate-collector.ts';
import {
  checkPreprocessing,
  choosePreprocessing,
  chooseSize,
  type SampledPixels,
  sampleEvenly,
} from './choose-preprocessing.ts';
import { expand } from './containers/expand.ts';
import { findFiles } from './containers/inputs.ts';
import { forEachCooperatively, sortCooperatively } from './cooperative.ts';
import { cancelled, DecoderPool } from './decoder/decoder-pool.ts';
import type { Collection, Probed } from './decoder/messages.ts';
import { folderLabels, type LabelOf } from './folder-labels.ts';
import { judgeNoImage, nameNotes } from './judge.ts';
import { defaultLimits, type ImportLimits } from './limits.ts';
import { nearDuplicatesOfImport } from './near-duplicates.ts';
import { nothingUsable } from './nothing-usable.ts';
import { type KnownImage, type PackedImage, type Packing, packImages } from './pack-images.ts';
import { Progress } from './progress.ts';
import { skippedFile } from './refusal.ts';
import { type RefusedCandidate, refusedRows } from './refused-rows.ts';
import { SummaryBuilder } from './summary.ts';
import type {
  DuplicateFile,
  ImagePreprocessing,
  ImportedSample,
  ImportRequest,
  ImportResult,
} from './types.ts';

const sixteenBitSample = 200;
const colourSample = 64;
const remedy =
  'Give folders, zips or files with PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP or IDX images.';

/**
 * Imports images: finds them, looks at every header and hash (first pass), chooses how they become
 * tensors, and decodes each once into the pack and a thumbnail (second pass). Files that cannot be used are
 * listed and stop nothing. When all there is are duplicates of `knownHashes`, there is no pack. Decoding
 * happens in processes of its own, which are gone when this returns.
 *
 * @throws {PretextError} `not-found` for an input that does not exist; `no-data` when nothing usable was
 *   found; `cancelled`; `bad-usage`; `engine-missing` when decoders cannot be started
 * @throws {Error} the system's error (`ENOSPC`, …) when the pack cannot be written
 */
export async function importImages(request: ImportRequest): Promise<ImportResult> {
  checkPreprocessing(request.preprocessing);
  checkNoFolder(request.packFile);
  if (request.thumbnailFile !== undefined) checkNoFolder(request.thumbnailFile);
  if (request.signal?.aborted === true) throw cancelled();
  const limits = { ...defaultLimits, ...request.limits };
  const pool = new DecoderPool({
    workers: request.workers ?? availableParallelism(),
    timeoutMs: limits.decodeTimeoutMs,
    spawn: request.spawnDecoder,
    signal: request.signal,
  });
  try {
    return await new Import(request, limits, pool).run();
  } finally {
    await pool.close();
  }
}

/** A folder in a file's place would only be noticed after all the work, when it is renamed. */
function checkNoFolder(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new PretextError('bad-usage', `${file} is a folder.`, { path: file });
  }
}

interface KnownCollection {
  candidate: Candidate;
  collection: Collection;
}

/** One import; its fields are the report as it grows. */
class Import {
  readonly #request: ImportRequest;
  readonly #limits: ImportLimits;
  readonly #pool: DecoderPool;
  readonly #progress: Progress;
  readonly #files: CandidateCollector;
  readonly #refused: RefusedCandidate[] = [];
  #duplicates: DuplicateFile[] = [];
  #probed = 0;
  #labelOf: LabelOf = () => null;

  constructor(request: ImportRequest, limits: ImportLimits, pool: DecoderPool) {
    this.#request = request;
    this.#limits = limits;
    this.#pool = pool;
    this.#progress = new Progress(request.onProgress);
    this.#files = new CandidateCollector({
      signal: request.signal,
      onFound: (found) => this.#progress.at('scan', found, null),
    });
  }

  async run(): Promise<ImportResult> {
    const { inputs } = this.#request;
    const files = await this.#collect(findFiles(inputs, inputs.length > 1));
    this.#progress.end('scan', this.#files.found);
    const images = await this.#probeWithCollections(files);
    this.#progress.end('probe', this.#probed);
    if (images.length === 0) throw this.#nothingUsable();

    const { labelsFrom } = this.#request;
    const candidates = images.map(({ candidate }) => candidate);
    this.#labelOf = await folderLabels(inputs, labelsFrom, candidates);
    const sorted = await sortCooperatively(images, byCandidatePath);
    const fresh = await this.#withoutDuplicates(sorted);
    const { packing, preprocessing } = await this.#pack(fresh, await this.#choose(sorted));
    for (const each of packing.refused) this.#refused.push(each);
    this.#progress.end('decode', fresh.length);
    this.#dropDuplicatesOf(packing.refused);

    const samples: ImportedSample[] = [];
    const summary = new SummaryBuilder();
    await forEachCooperatively(packing.packed, (packed) => {
      const sample = this.#sample(packed);
      samples.push(sample);
      summary.add(sample);
    });
    if (samples.length === 0 && this.#duplicates.length === 0) throw this.#nothingUsable();
    const rows = [...this.#files.skipped, ...refusedRows(this.#refused)];
    const skipped = await sortCooperatively(rows, byPath);
    return {
      preprocessing,
      samples,
      skipped,
      duplicates: this.#duplicates,
      nearDuplicates: await nearDuplicatesOfImport(samples, this.#request),
      ignored: this.#files.ignored,
      summary: summary.finish(skipped),
    };
  }

  #sample({ image: { candidate, probed }, decoded, row }: PackedImage): ImportedSample {
    const { width, height, format } = probed.header;
    return {
      path: candidate.path,
      source: candidate.source,
      sha256: probed.sha256,
      perceptualHash: decoded.perceptualHash,
      width,
      height,
      bytes: probed.bytes,
      format,
      row,
      notes: [...decoded.notes, ...nameNotes(candidate, format)],
      label: this.#labelOf(candidate),
    };
  }

  /** Candidates, under unique names; the rest goes into the report. */
  async #collect(found: ReturnType<typeof findFiles>): Promise<Candidate[]> {
    const candidates = await this.#files.collect(found);
    return candidates.map((candidate) => this.#files.named(candidate));
  }

  /** First the files, then what is in those of them that turn out to be archives. */
  async #probeWithCollections(files: readonly Candidate[]): Promise<KnownImage[]> {
    const images: KnownImage[] = [];
    const collections: KnownCollection[] = [];
    await this.#probe(files, images, collections);
    for (const { candidate, collection } of collections) {
      const inside = await this.#collect(expand(candidate, collection, this.#limits));
      const nested: KnownCollection[] = [];
      await this.#probe(inside, images, nested);
      // An archive in an archive: `expand` makes a row of it, and no candidates.
      for (const one of nested) {
        await this.#collect(expand(one.candidate, one.collection, this.#limits));
      }
    }
    return images;
  }

  async #probe(
    candidates: readonly Candidate[],
    images: KnownImage[],
    collections: KnownCollection[],
  ): Promise<void> {
    const total = this.#probed + candidates.length;
    const questions = candidates.map((candidate) => ({ candidate }));
    for await (const batch of probeAll(questions, this.#pool, this.#limits)) {
      for (const { question, answer } of batch) {
        const { candidate } = question;
        if (answer.is === 'image') images.push(knownImage(candidate, answer));
        else if (answer.is === 'refused') this.#refused.push({ candidate, answer });
        else if (answer.is === 'no-image') this.#files.reject(judgeNoImage(candidate, answer));
        else collections.push({ candidate, collection: answer });
      }
      this.#probed += batch.length;
      this.#progress.at('probe', this.#probed, total);
      if (this.#request.signal?.aborted === true) throw cancelled();
    }
  }

  /** The first file of each content, in the order of paths; the others go into the report. */
  async #withoutDuplicates(images: readonly KnownImage[]): Promise<KnownImage[]> {
    const first = new Map<string, string>(this.#request.knownHashes);
    const fresh: KnownImage[] = [];
    await forEachCooperatively(images, (image) => {
      const { path, source } = image.candidate;
      const { sha256 } = image.probed;
      const of = first.get(sha256);
      if (of === undefined) {
        first.set(sha256, path);
        fresh.push(image);
      } else {
        const label = this.#labelOf(image.candidate);
        this.#duplicates.push({ path, source, sha256, of, label });
      }
    });
    return fresh;
  }

  /** Copies of a file that cannot be decoded are as bad as the file. */
  #dropDuplicatesOf(refused: readonly RefusedCandidate[]): void {
    const bad = new Map(refused.map(({ candidate, answer }) => [candidate.path, answer]));
    if (bad.size === 0) return;
    this.#duplicates = this.#duplicates.filter((duplicate) => {
      const isKnown = this.#request.knownHashes?.has(duplicate.sha256) === true;
      const answer = isKnown ? undefined : bad.get(duplicate.of);
      if (answer === undefined) return true;
      this.#files.skipped.push(skippedFile(duplicate, answer.code, answer.clause));
      return false;
    });
  }

  /** What the request leaves open, from all headers and a sample of pixels. */
  async #choose(images: readonly KnownImage[]): Promise<ImagePreprocessing> {
    const asked = this.#request.preprocessing;
    const wide: KnownImage[] = [];
    const coloured: KnownImage[] = [];
    const shorterSides = new Map<number, number>();
    await forEachCooperatively(images, (image) => {
      const { width, height, sixteenBit, grey } = image.probed.header;
      if (sixteenBit) wide.push(image);
      if (!grey) coloured.push(image);
      const short = Math.min(width, height);
      shorterSides.set(short, (shorterSides.get(short) ?? 0) + 1);
    });
    const size = asked.size ?? chooseSize(shorterSides);
    const sample = [
      ...(asked.sixteenBitRange === undefined ? sampleEvenly(wide, sixteenBitSample) : []),
      ...(asked.channels === undefined ? sampleEvenly(coloured, colourSample) : []),
    ];
    const provisional = choosePreprocessing(asked, size, { anyColour: true, valueRange: null });
    return choosePreprocessing(asked, size, await this.#look(sample, provisional));
  }

  async #look(
    sample: readonly KnownImage[],
    preprocessing: ImagePreprocessing,
  ): Promise<SampledPixels> {
    let anyColour = false;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    const asked = decodeAll(sample, this.#pool, this.#limits, preprocessing, { thumbnails: false });
    for await (const batch of asked) {
      for (const { answer } of batch) {
        if (answer.is !== 'pixels') continue; // the second pass meets it again and reports it
        if (!answer.grey) anyColour = true;
        if (answer.valueRange === null) continue;
        low = Math.min(low, answer.valueRange[0]);
        high = Math.max(high, answer.valueRange[1]);
      }
    }
    if (low > high) return { anyColour, valueRange: null };
    return { anyColour, valueRange: [low, Math.max(high, low + 1)] };
  }

  async #pack(
    images: readonly KnownImage[],
    chosen: ImagePreprocessing,
  ): Promise<{ packing: Packing; preprocessing: ImagePreprocessing }> {
    const options = {
      packFile: this.#request.packFile,
      thumbnailFile: this.#request.thumbnailFile,
      limits: this.#limits,
      pool: this.#pool,
      signal: this.#request.signal,
      onProgress: (done: number) => this.#progress.at('decode', done, images.length),
    };
    const guessed = this.#request.preprocessing.channels === undefined && chosen.channels === 1;
    const packing = await packImages(images, {
      ...options,
      preprocessing: chosen,
      stopAtColour: guessed,
    });
    if (packing !== null) return { packing, preprocessing: chosen };
    // The sample was grey, but not all images are: once more, in colour.
    const preprocessing: ImagePreprocessing = { ...chosen, channels: 3 };
    const again = await packImages(images, { ...options, preprocessing, stopAtColour: false });
    if (again === null) throw new Error('a colour import stopped at a coloured image');
    return { packing: again, preprocessing };
  }

  #nothingUsable(): PretextError {
    const skipped = [...this.#files.skipped, ...refusedRows(this.#refused)].sort(byPath);
    const { ignored } = this.#files;
    return nothingUsable('image', remedy, this.#request.inputs, { skipped, ignored });
  }
}

function knownImage(candidate: Candidate, probed: Probed): KnownImage {
  return { candidate, probed, known: { header: probed.header, sha256: probed.sha256 } };
}

function byCandidatePath(a: KnownImage, b: KnownImage): number {
  return byPath(a.candidate, b.candidate);
}
