import path from 'node:path';
import { PretextError } from '../../shared/errors.ts';
import { PackedImageWriter } from '../files/packed-images.ts';
import { choosePreprocessing } from './choose-preprocessing.ts';
import type { Decoded, Probe } from './decoder/messages.ts';
import { mapInOrder } from './in-order.ts';
import type { ImageHeader } from './kinds/image-kind.ts';
import { nearDuplicateGroups } from './near-duplicates.ts';
import type { Entry } from './scan/entry.ts';
import { isSkipped, orSkipped, type Scanned, withScanned } from './scanned.ts';
import type {
  DuplicateFile,
  ImagePreprocessing,
  ImportedSample,
  ImportProgress,
  ImportRequest,
  ImportResult,
  ImportSummary,
  SampleNote,
  SkippedFile,
} from './types.ts';

/** A file whose header has been read. */
interface Probed {
  entry: Entry;
  header: ImageHeader;
  probe: Probe;
  bytes: number;
}

/**
 * Imports images: finds them, reads every header, chooses how they become tensors, decodes each
 * once into the packed file. Files that cannot be used are listed and stop nothing.
 *
 * @throws {PretextError} `not-found` for an input that does not exist, `no-data` when nothing usable
 *   was found, `cancelled`
 */
export async function importImages(request: ImportRequest): Promise<ImportResult> {
  const report = coalesced(request.onProgress);
  return await withScanned(
    {
      inputs: request.inputs,
      temporaryDir: path.dirname(request.packFile),
      limits: request.limits,
      workers: request.workers,
      signal: request.signal,
      onFound: (done) => report({ phase: 'scan', done, total: null }),
    },
    async (scanned) => await new Import(request, scanned, report).run(),
  );
}

class Import {
  readonly #request: ImportRequest;
  readonly #scanned: Scanned;
  readonly #report: (progress: ImportProgress) => void;
  readonly #skipped: SkippedFile[];
  readonly #duplicates: DuplicateFile[] = [];

  constructor(request: ImportRequest, scanned: Scanned, report: (p: ImportProgress) => void) {
    this.#request = request;
    this.#scanned = scanned;
    this.#report = report;
    this.#skipped = scanned.scan.skipped;
  }

  async run(): Promise<ImportResult> {
    const probed = this.#withoutDuplicates(await this.#probe());
    if (probed.length === 0 && this.#duplicates.length === 0) throw this.#nothingUsable();
    const { pool, limits } = this.#scanned;
    const preprocessing = await choosePreprocessing(
      this.#request.preprocessing,
      probed,
      pool,
      limits.maxPixels,
    );
    const samples = probed.length === 0 ? [] : await this.#pack(probed, preprocessing);
    if (samples.length === 0 && this.#duplicates.length === 0) throw this.#nothingUsable();
    const imported = new Set(samples.map((sample) => sample.path));
    return {
      preprocessing,
      samples,
      skipped: this.#skipped.sort((a, b) => (a.path < b.path ? -1 : 1)),
      // A duplicate of a file that turned out undecodable is as undecodable.
      duplicates: this.#duplicates.filter(
        ({ of, sha256 }) => imported.has(of) || this.#request.knownHashes?.has(sha256) === true,
      ),
      nearDuplicates: nearDuplicateGroups(samples),
      ignored: this.#scanned.scan.ignored,
      summary: summarize(probed, samples),
    };
  }

  async #probe(): Promise<Probed[]> {
    const { scan, pool, limits } = this.#scanned;
    const probed: Probed[] = [];
    const work = (entry: Entry): Promise<Probed | SkippedFile> =>
      orSkipped(entry, async () => {
        const input = await entry.read();
        const bytes = input.bytes.byteLength;
        const probe = await pool.run<'probe'>({
          kind: 'probe',
          input,
          maxPixels: limits.maxPixels,
        });
        return { entry, header: probe.header, probe, bytes };
      });
    let done = 0;
    for await (const result of mapInOrder(scan.entries, work, pool.capacity)) {
      this.#request.signal?.throwIfAborted();
      if (isSkipped(result)) this.#skipped.push(result);
      else probed.push(result);
      this.#report({ phase: 'probe', done: ++done, total: scan.entries.length });
    }
    return probed;
  }

  /** Keeps the first file of each content. */
  #withoutDuplicates(probed: readonly Probed[]): Probed[] {
    const first = new Map<string, string>(this.#request.knownHashes);
    return probed.filter(({ entry, probe: { sha256 } }) => {
      const of = first.get(sha256);
      if (of === undefined) {
        first.set(sha256, entry.path);
        return true;
      }
      const { path: name, source } = entry;
      this.#duplicates.push({ path: name, source, sha256, of, label: this.#labelOf(entry) });
      return false;
    });
  }

  async #pack(
    probed: readonly Probed[],
    preprocessing: ImagePreprocessing,
  ): Promise<ImportedSample[]> {
    const { pool, limits } = this.#scanned;
    const { size, channels } = preprocessing;
    const writer = new PackedImageWriter(this.#request.packFile, {
      height: size,
      width: size,
      channels,
    });
    const samples: ImportedSample[] = [];
    const work = (each: Probed): Promise<{ each: Probed; decoded: Decoded } | SkippedFile> =>
      orSkipped(each.entry, async () => {
        const input = await each.entry.read();
        const task = { kind: 'decode', input, preprocessing, maxPixels: limits.maxPixels } as const;
        return { each, decoded: await pool.run<'decode'>(task) };
      });
    try {
      let done = 0;
      for await (const result of mapInOrder(probed, work, pool.capacity)) {
        this.#request.signal?.throwIfAborted();
        if (isSkipped(result)) this.#skipped.push(result);
        else samples.push(this.#sample(result.each, result.decoded, preprocessing, writer));
        this.#report({ phase: 'decode', done: ++done, total: probed.length });
      }
      if (samples.length === 0) writer.abort();
      else writer.finish();
    } catch (error) {
      writer.abort();
      throw error;
    }
    return samples;
  }

  #sample(
    { entry, header, probe, bytes }: Probed,
    decoded: Decoded,
    preprocessing: ImagePreprocessing,
    writer: PackedImageWriter,
  ): ImportedSample {
    return {
      path: entry.path,
      source: entry.source,
      sha256: probe.sha256,
      perceptualHash: decoded.perceptualHash,
      width: header.width,
      height: header.height,
      bytes,
      row: writer.append(decoded.pixels),
      notes: notesOf(header, probe.wrongExtension, preprocessing),
      label: this.#labelOf(entry),
    };
  }

  #labelOf(entry: Entry): string | null {
    return this.#request.labelsFrom === 'folders' ? entry.folder : null;
  }

  #nothingUsable(): PretextError {
    const { entries, ignored } = this.#scanned.scan;
    const reasons = this.#skipped.slice(0, 5).map(({ reason }) => `  ${reason}`);
    const seen = `${entries.length + this.#skipped.length} candidates, ${ignored} other files`;
    return new PretextError(
      'no-data',
      [`No usable image in ${this.#request.inputs.join(', ')} (${seen}).`, ...reasons].join('\n'),
      {
        remedy:
          'Give a folder or zip with PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF images, or IDX files.',
      },
    );
  }
}

/** Share of the area that may be cut off without a word. */
const croppedShare = 0.1;

function notesOf(
  header: ImageHeader,
  wrongExtension: boolean,
  { size, channels, fit }: ImagePreprocessing,
): SampleNote[] {
  const shorter = Math.min(header.width, header.height);
  const longer = Math.max(header.width, header.height);
  const notes: [SampleNote, boolean][] = [
    ['alpha', header.alpha],
    ['16-bit', header.sixteenBit],
    ['cmyk', header.cmyk],
    ['exif-rotated', header.exifRotated],
    ['first-frame', header.frames > 1],
    ['upscaled', shorter < size],
    ['cropped', fit === 'cover' && shorter < longer * (1 - croppedShare)],
    ['color-to-grey', channels === 1 && !header.grey],
    ['wrong-extension', wrongExtension],
  ];
  return notes.filter(([, applies]) => applies).map(([note]) => note);
}

function summarize(probed: readonly Probed[], samples: readonly ImportedSample[]): ImportSummary {
  const formats: Record<string, number> = {};
  for (const { header } of probed) formats[header.format] = (formats[header.format] ?? 0) + 1;
  const notes: Partial<Record<SampleNote, number>> = {};
  for (const note of samples.flatMap((sample) => sample.notes))
    notes[note] = (notes[note] ?? 0) + 1;
  const range = (values: number[]): [number, number, number] => {
    values.sort((a, b) => a - b);
    return [values[0] ?? 0, values[values.length >> 1] ?? 0, values.at(-1) ?? 0];
  };
  return {
    formats,
    notes,
    width: range(samples.map((sample) => sample.width)),
    height: range(samples.map((sample) => sample.height)),
  };
}

/** At most ten reports a second, and the last of each phase. */
function coalesced(
  onProgress: ((progress: ImportProgress) => void) | undefined,
): (progress: ImportProgress) => void {
  let last = 0;
  return (progress) => {
    const now = Date.now();
    if (progress.done !== progress.total && now - last < 100) return;
    last = now;
    onProgress?.(progress);
  };
}
