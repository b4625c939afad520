import { PretextError } from '../../shared/errors.ts';
import { specOfKind } from '../../shared/sample-spec.ts';
import { clipPicture, clipPictureSize } from '../files/clip-picture.ts';
import { encodePng } from '../files/encode-png.ts';
import { decodeSampleText, isSampleText } from '../files/sample-text.ts';
import { ThumbnailReader } from '../files/thumbnails.ts';
import { spectrogramPicture } from '../ingest/audio/spectrogram-picture.ts';
import { noValue } from '../ingest/tables/describe-row.ts';
import { asDamage, madeOfRow } from './packed-row.ts';
import type { Project } from './project.ts';
import { textCard } from './text-card.ts';
import { thumbnailFileOf } from './unfinished-imports.ts';

/** A file that is sent to a window. */
export interface Served {
  mediaType: string;
  bytes: Uint8Array;
}

export interface Thumbnail extends Served {
  mediaType: 'image/jpeg' | 'image/png' | 'image/svg+xml';
}

/**
 * A small picture of a sample to look at: the whole of it, at most 160 pixels a side; of a text its first words. What was imported before
 * there were thumbnails is shown as it is packed: smaller, and cut to a square. Nothing is decoded here.
 *
 * @throws {PretextError} `not-found` when there is no such sample, or it has no picture (a duplicate, a skipped
 *   file); `corrupt-file` when the import's files are damaged
 */
export function thumbnailOf(project: Project, sampleId: number): Thumbnail {
  const { pack, row, bytes, file } = storedPicture(project, sampleId);
  if (bytes === null) return packedPicture(pack, row);
  if (isSampleText(bytes)) return cardOf(bytes, file);
  return { mediaType: mediaTypeOf(bytes, file), bytes };
}

/** What is stored to show a sample by, and where; null bytes for what was imported before there were thumbnails. @throws {PretextError} as `thumbnailOf` */
export function storedPicture(
  project: Project,
  sampleId: number,
): { pack: string; row: number; file: string; bytes: Uint8Array | null } {
  const sample = project.store.samples.pixelsOf(sampleId);
  if (sample === undefined) throw noPicture(project, sampleId);
  const pack = project.path(sample.file);
  const file = thumbnailFileOf(pack);
  return { pack, row: sample.row, file, bytes: storedThumbnail(file, sample.row) };
}

/**
 * A row of what was packed for a prediction: of texts and rows of tables, whose numbers are no picture, a card of what was stored beside.
 * @param file the pack
 * @throws {PretextError} `corrupt-file`
 */
export function predictedPicture(file: string, row: number): Thumbnail {
  const beside = thumbnailFileOf(file);
  const bytes = storedThumbnail(beside, row);
  return bytes !== null && isSampleText(bytes) ? cardOf(bytes, beside) : packedPicture(file, row);
}

function cardOf(bytes: Uint8Array, file: string): Thumbnail {
  const sample = decodeSampleText(bytes, file);
  return {
    mediaType: 'image/svg+xml',
    bytes: textCard('columns' in sample ? { columns: withValues(sample.columns) } : sample),
  };
}

/** A card has room for few columns: those without a value would take it from others. */
export const withValues = (columns: readonly [string, string][]): [string, string][] =>
  columns.filter(([, value]) => value !== noValue);

function noPicture(project: Project, sampleId: number): PretextError {
  const sample = project.store.samples.byId(sampleId);
  const what =
    sample === undefined
      ? `There is no sample ${sampleId} in ${project.name}.`
      : `${sample.path} has no picture: it is ${sample.reason ?? sample.status}.`;
  return new PretextError('not-found', what, { path: project.dir });
}

/** `null` when the import has none. @param at the file of thumbnails */
function storedThumbnail(at: string, row: number): Uint8Array | null {
  let reader: ThumbnailReader;
  try {
    reader = new ThumbnailReader(at);
  } catch (error) {
    if (error instanceof PretextError && error.code === 'not-found') return null;
    throw error;
  }
  try {
    return reader.read(row);
  } catch (error) {
    throw asDamage(at, error);
  } finally {
    reader.close();
  }
}

/** A row of packed images as a picture: the pixels that training sees; of recordings the spectrogram. @throws {PretextError} `corrupt-file` */
function packedPicture(file: string, row: number): Thumbnail {
  return madeOfRow(file, row, (pixels, spec) => {
    if (spec.kind === 'audio') {
      const picture = spectrogramPicture(new Int16Array(pixels.buffer), spec.rate);
      return { mediaType: mediaTypeOf(picture, file), bytes: picture };
    }
    const png =
      spec.kind === 'video'
        ? encodePng(clipPicture(pixels, spec), clipPictureSize(spec))
        : encodePng(pixels, specOfKind(spec, 'images'));
    return { mediaType: 'image/png', bytes: png };
  });
}

/** By the first bytes, so that nothing else is ever sent to a window as a picture. */
export function mediaTypeOf(bytes: Uint8Array, file: string): 'image/jpeg' | 'image/png' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xd8) return 'image/jpeg';
  if (first === 0x89 && second === 0x50) return 'image/png';
  throw new PretextError('corrupt-file', `${file} is damaged: a thumbnail is no picture.`, {
    path: file,
    remedy: 'Remove this file: smaller pictures are shown then. Or import the data again.',
  });
}
