import { formatBytes, formatCount, type ImportLimits } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { checkDimensions } from './check-dimensions.ts';
import { hasMagic, type ImageHeader, type Picture } from './kind.ts';

/**
 * IDX: many uint8 images of one size, `[count, height, width]` or `[count, height, width, channels]`.
 * Magic number `0 0 type dimensions`, big-endian sizes, raw data.
 * Format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", section "file formats".
 */
export interface IdxLayout {
  count: number;
  height: number;
  width: number;
  channels: 1 | 3 | 4;
  headerBytes: number;
  /** Of one image. */
  imageBytes: number;
}

/** Enough for the header of any IDX file that can be read. */
export const idxHeaderBytes = 20;
const uint8 = 0x08;
const typeNames: Record<number, string> = {
  9: '8-bit signed',
  11: '16-bit signed',
  12: '32-bit signed',
  13: '32-bit floating-point',
  14: '64-bit floating-point',
};

/** Whether these are the first bytes of an IDX file that may hold images (or labels). */
export function sniffIdx(head: Uint8Array): boolean {
  const type = head[2] ?? 0;
  const dimensions = head[3] ?? 0;
  if (!hasMagic(head, [0, 0]) || dimensions < 1 || dimensions > 4) return false;
  return type === uint8 || typeNames[type] !== undefined;
}

/** Whether a file is called as IDX files are: a damaged one should be reported, not ignored. */
export function isIdxName(name: string): boolean {
  return /[-.]idx\d?(-u?byte)?(\.gz)?$|\.idx(\.gz)?$/i.test(name);
}

/**
 * @param totalBytes of the whole file, inflated
 * @throws {Refusal} when it holds no images, or not those it declares
 */
export function readIdxLayout(
  head: Uint8Array,
  totalBytes: number,
  limits: ImportLimits,
): IdxLayout {
  const type = head[2] ?? 0;
  const dimensions = head[3] ?? 0;
  const typeName = typeNames[type];
  if (typeName !== undefined) {
    throw new Refusal(
      'unsupported',
      `is an IDX file of ${typeName} values; only uint8 can be read`,
    );
  }
  if (dimensions === 1) {
    throw new Refusal('unsupported', 'is an IDX file of labels (one dimension), not of images');
  }
  if (dimensions < 3) throw new Refusal('unsupported', 'is an IDX file of vectors, not of images');
  const headerBytes = 4 + 4 * dimensions;
  if (head.length < headerBytes) {
    throw new Refusal('truncated', 'is cut off: it ends within its IDX header');
  }
  const view = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const count = view.readUInt32BE(4);
  const height = view.readUInt32BE(8);
  const width = view.readUInt32BE(12);
  const channels = dimensions === 4 ? view.readUInt32BE(16) : 1;
  if (count === 0) throw new Refusal('empty', 'is empty: an IDX file of 0 images');
  checkDimensions(width, height, limits);
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    const shape = `[${count}, ${height}, ${width}, ${channels}]`;
    throw new Refusal(
      'unsupported',
      `is an IDX file of shape ${shape}: its last size is not 1, 3 or 4`,
    );
  }
  if (count > limits.maxArchiveEntries) {
    const most = formatCount(limits.maxArchiveEntries);
    throw new Refusal('oversized', `declares ${formatCount(count)} images; the limit is ${most}`);
  }
  const imageBytes = height * width * channels;
  const wanted = headerBytes + count * imageBytes;
  if (totalBytes !== wanted) {
    const sizes = `its header declares ${formatBytes(wanted)}, it holds ${formatBytes(totalBytes)}`;
    throw totalBytes < wanted
      ? new Refusal('truncated', `is cut off: ${sizes}`)
      : new Refusal('corrupt', `is damaged: ${sizes}`);
  }
  return { count, height, width, channels, headerBytes, imageBytes };
}

/** The header that an image of an IDX file would have, were it a file. */
export function idxImageHeader({ width, height, channels }: IdxLayout): ImageHeader {
  return {
    format: 'idx',
    width,
    height,
    grey: channels === 1,
    hasAlpha: channels === 4,
    sixteenBit: false,
    cmyk: false,
    palette: false,
    rotated: false,
    profile: false,
    pages: 1,
  };
}

/** One image's bytes, uint8 `[height, width, channels]`, as a picture. */
export function openIdxImage(bytes: Uint8Array, { width, height, channels }: IdxLayout): Picture {
  return { raw: { pixels: bytes, width, height, channels } };
}
