/** What an import takes and gives back. Everything here is plain data, fit for a message. */

import type { AudioFormat, ClipNote, RecordingNote } from './audio/types.ts';
import type { SpawnDecoder } from './decoder/spawn-decoder.ts';
import type { ImportLimits } from './limits.ts';
import type { TextNote } from './text/text-note.ts';
import type { VideoFormat, VideoNote } from './video/formats.ts';

/**
 * How a file becomes `[size, size, channels]` uint8 pixels. Stays fixed for a data set: prediction
 * and exported models use the same. In this order: rotate as EXIF says; 16-bit values to 0..255 by
 * `sixteenBitRange`; transparency over `background`; resize in sRGB (Lanczos-3 downwards, cubic
 * upwards); and for one channel, luma `(299 R + 587 G + 114 B) / 1000` (ITU-R BT.601, which is
 * also what Pillow's mode `L` does, so that exported models can repeat it).
 */
export interface ImagePreprocessing {
  /** Height and width of the result, in pixels. */
  size: number;
  channels: 1 | 3;
  /** `cover` cuts off what is beyond the square, `contain` adds bars, `stretch` distorts. */
  fit: 'cover' | 'contain' | 'stretch';
  /** Red, green, blue, 0..255: what transparency is laid over, and the bars of `contain`. */
  background: readonly [red: number, green: number, blue: number];
  /** 16-bit values `low..high` become 0..255, linearly; `null`: the data has no 16-bit images. */
  sixteenBitRange: readonly [low: number, high: number] | null;
}

export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'tiff' | 'avif' | 'bmp' | 'idx';
type SampleFormat = ImageFormat | AudioFormat | VideoFormat;

/** What the import did to a sample, beyond decoding it and bringing it to its size. */
export type SampleNote = ImageNote | RecordingNote | ClipNote | VideoNote | TextNote;

type ImageNote =
  /** Without colour, repeated over three channels. */
  | 'grey'
  /** Coloured, but the data set has one channel. */
  | 'color-to-grey'
  /** Transparent in places; laid over the background. */
  | 'alpha'
  | '16-bit'
  | 'cmyk'
  | 'palette'
  | 'exif-rotated'
  | 'first-frame'
  | 'first-page'
  /** Enlarged. */
  | 'upscaled'
  /** More than 10 % of the area was cut off. */
  | 'cropped'
  /** Bars were added. */
  | 'padded'
  /** Distorted by more than 10 %. */
  | 'stretched'
  /** The content is an image of another kind than the name says. */
  | 'wrong-extension'
  /** The name is not valid UTF-8 or holds control characters; shown as `\xNN`. */
  | 'escaped-name'
  /** A symbolic link to a file inside the input folder. */
  | 'followed-link';

export type SkipCode =
  | 'empty'
  | 'corrupt'
  | 'truncated'
  | 'oversized'
  | 'unsupported'
  | 'not-an-image'
  | 'not-audio'
  /** Meant as text, but binary or of another program. */
  | 'not-text'
  /** One row of a table that makes no sense. */
  | 'bad-row'
  /** A table without the column that is asked for, or without one that holds text. */
  | 'no-column'
  | 'unreadable'
  | 'unsafe-path'
  | 'symlink'
  | 'special-file'
  | 'encrypted'
  | 'duplicate-name'
  | 'decoder-crashed'
  | 'timeout';

export interface ImportProgress {
  phase: 'scan' | 'probe' | 'decode';
  done: number;
  total: number | null;
}

export interface ImportRequest {
  /** Folders (with all below), zip archives, image files, IDX files (plain or gzipped). */
  inputs: readonly string[];
  /** The packed image file to make; see `main/files/packed-samples.ts`. */
  packFile: string;
  /** The file of thumbnails to make, row for row beside the pack; see `main/files/thumbnails.ts`. */
  thumbnailFile?: string;
  /** What is left out is chosen from the data. */
  preprocessing: Partial<ImagePreprocessing>;
  /**
   * `folders`: the first folder level below an input names the class; where several folders are given and none has
   * images in folders of its own, each input's own name.
   */
  labelsFrom: 'folders' | null;
  /** sha256 → name of a sample that the data set has already. */
  knownHashes?: ReadonlyMap<string, string>;
  limits?: Partial<ImportLimits>;
  /** Decoder processes; default: as many as the machine has cores. */
  workers?: number;
  /** Called at most ten times a second, and at the end of each phase. */
  onProgress?: (progress: ImportProgress) => void;
  signal?: AbortSignal;
  /** How to start a decoder process, where `child_process.fork` is not the way (Electron). */
  spawnDecoder?: SpawnDecoder;
}

export interface ImportedSample {
  /** Unique, stable, with forward slashes: below the input folder, inside the zip, or the file name. */
  path: string;
  /** Absolute path of the file, or of the zip or IDX file that holds it. */
  source: string;
  /** Hexadecimal, of the file's bytes (IDX: of the image's). */
  sha256: string;
  /** 16 hexadecimal digits; see `pixels/perceptual-hash.ts`. */
  perceptualHash: string;
  /** In pixels, as stored, after EXIF rotation. */
  width: number;
  height: number;
  bytes: number;
  format: SampleFormat;
  /** Row of the pack and of the thumbnails. Rows follow the order of `samples`, which is sorted by path. */
  row: number;
  notes: SampleNote[];
  label: string | null;
}

export interface SkippedFile {
  path: string;
  source: string;
  code: SkipCode;
  /** A sentence that names the file and says why. */
  reason: string;
  /** Rows of a table that are told of together; one when left out. */
  standsFor?: number;
}

export interface DuplicateFile {
  path: string;
  source: string;
  sha256: string;
  /** Of a file that is cut into several samples, after its name: `, 0:05–0:10`. */
  part?: string;
  /** The sample with the same bytes. */
  of: string;
  label: string | null;
}

export interface ImportSummary {
  /** Number of samples with each note. */
  notes: Partial<Record<SampleNote, number>>;
  formats: Partial<Record<SampleFormat, number>>;
  skipped: Partial<Record<SkipCode, number>>;
  /** Of the originals, in pixels: least, median, greatest; zeros without samples. */
  width: readonly [number, number, number];
  height: readonly [number, number, number];
}

export interface ImportResult {
  preprocessing: ImagePreprocessing;
  samples: ImportedSample[];
  skipped: SkippedFile[];
  duplicates: DuplicateFile[];
  /** Groups of sample paths; see `near-duplicates.ts`. */
  nearDuplicates: string[][];
  /** Files that are plainly no images and not meant as such. */
  ignored: number;
  summary: ImportSummary;
}
