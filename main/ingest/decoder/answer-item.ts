import { createHash } from 'node:crypto';
import { messageOf } from '../../../shared/errors.ts';
import { explainFailure } from '../kinds/explain-failure.ts';
import { describeContent, foreignClause, rawCameraClause } from '../kinds/foreign.ts';
import { idxImageHeader, openIdxImage, readIdxLayout, sniffIdx } from '../kinds/idx.ts';
import { hasMagic, type ImageHeader, type Picture } from '../kinds/kind.ts';
import { sniffImage } from '../kinds/registry.ts';
import type { ImportLimits } from '../limits.ts';
import { type FittedImage, fitImage } from '../pixels/fit-image.ts';
import { perceptualHash } from '../pixels/perceptual-hash.ts';
import { Refusal } from '../refusal.ts';
import type { ByteSource } from './byte-source.ts';
import { openFileSource } from './file-source.ts';
import { probeGzipIdx, readIdxImage } from './idx-source.ts';
import type {
  Collection,
  DecodeAnswer,
  DecoderItem,
  ImageRequest,
  NoImage,
  ProbeAnswer,
} from './messages.ts';
import { refusedAnswer } from './refuse.ts';
import { openZipEntrySource } from './zip-entry-source.ts';

/** One file of a request; whatever is wrong with it becomes its answer. */
export async function answerItem(
  item: DecoderItem,
  request: ImageRequest,
): Promise<ProbeAnswer | DecodeAnswer> {
  const { location } = item;
  let source: ByteSource | null = null;
  try {
    if (location.at === 'idx-image') {
      const bytes = await readIdxImage(location);
      const header = idxImageHeader(location.layout);
      const opened: OpenedImage = {
        bytes,
        header,
        picture: () => openIdxImage(bytes, location.layout),
        isHarmless: () => false,
      };
      return await answerImage(opened, item, request, 0);
    }
    const { limits } = request;
    source =
      location.at === 'file'
        ? openFileSource(location.file, limits)
        : openZipEntrySource(location, limits);
    const head = source.head();
    const refusal = rawCameraClause(item.extension);
    if (refusal !== null && head.length > 0) throw new Refusal('unsupported', refusal);
    const sniffed = sniffImage(head);
    if (sniffed === null) return await answerOther(head, source, item, limits);
    const { kind, format } = sniffed;
    const bytes = source.all();
    const header = item.known?.header ?? (await kind.readHeader(bytes, format, limits));
    const opened: OpenedImage = {
      bytes,
      header,
      picture: (lenient) => kind.open(bytes, header, limits, lenient),
      isHarmless: (message) => kind.isHarmless?.(message, header) ?? false,
    };
    return await answerImage(opened, item, request, source.inflated);
  } catch (error) {
    return refusedAnswer(error, source?.inflated ?? 0);
  } finally {
    source?.close();
  }
}

interface OpenedImage {
  bytes: Uint8Array;
  header: ImageHeader;
  picture: (lenient: boolean) => Picture;
  isHarmless: (message: string) => boolean;
}

async function answerImage(
  opened: OpenedImage,
  { known }: DecoderItem,
  request: ImageRequest,
  inflated: number,
): Promise<ProbeAnswer | DecodeAnswer> {
  const { bytes, header } = opened;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (request.op === 'probe') return { is: 'image', header, sha256, bytes: bytes.length, inflated };
  if (known !== undefined && known.sha256 !== sha256) {
    throw new Refusal('unreadable', 'was changed while it was imported');
  }
  const { size, channels } = request.preprocessing;
  const fitted = await decodeAndFit(opened, request);
  const hash = perceptualHash(fitted.pixels, size, channels);
  return { is: 'pixels', header, perceptualHash: hash, inflated, ...fitted };
}

type FitRequest = Extract<ImageRequest, { op: 'decode' }>;

/** @throws {Refusal} */
async function decodeAndFit(
  { bytes, header, picture, isHarmless }: OpenedImage,
  request: FitRequest,
  lenient = false,
): Promise<FittedImage> {
  try {
    return await fitImage(picture(lenient), header, request.preprocessing, request);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const message = messageOf(error);
    if (!lenient && isHarmless(message)) {
      return await decodeAndFit({ bytes, header, picture, isHarmless }, request, true);
    }
    throw explainFailure(message, header.format, bytes);
  }
}

/** A file that is no image: a collection of files, something foreign, or nothing of interest. */
async function answerOther(
  head: Uint8Array,
  source: ByteSource,
  { location, extension }: DecoderItem,
  limits: ImportLimits,
): Promise<Collection | NoImage> {
  if (hasMagic(head, 'PK\u0003\u0004') || hasMagic(head, 'PK\u0005\u0006')) return { is: 'zip' };
  if (sniffIdx(head)) {
    return { is: 'idx', gzip: false, layout: readIdxLayout(head, source.size, limits) };
  }
  if (hasMagic(head, [0x1f, 0x8b]) && location.at === 'file') {
    const gzipped = await probeGzipIdx(location.file, limits);
    if (gzipped !== null) return { is: 'idx', gzip: true, layout: gzipped.layout };
  }
  return {
    is: 'no-image',
    empty: head.length === 0,
    foreign: foreignClause(head, extension),
    content: describeContent(head),
    inflated: source.inflated,
  };
}
