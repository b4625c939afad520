import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { messageOf } from '../../../shared/errors.ts';
import type { ImportLimits } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { ImageFormat } from '../types.ts';
import { checkDimensions } from './check-dimensions.ts';
import { explainFailure } from './explain-failure.ts';
import { readOrdinaryJpegHeader } from './jpeg-header.ts';
import { hasMagic, type ImageHeader, type ImageKind } from './kind.ts';
import { decodeQuickly } from './quick-jpeg.ts';

/*
 * PNG, JPEG, WebP, GIF (first frame), TIFF (first page) and AVIF, by libvips.
 *
 * libvips guesses the loader from the bytes: with every loader but these six switched off, nothing
 * that slips past `sniff` can reach a parser of SVG, PDF and the like.
 */
sharp.cache(false); // a cache of decoded files is of no use when each is read once
sharp.concurrency(1); // the other cores belong to the other decoder processes
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadTiffBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
});

/** Colour spaces of pixels that libvips turns into sRGB correctly. */
const knownSpaces = new Set(['srgb', 'rgb', 'b-w', 'rgb16', 'grey16', 'cmyk', 'lab']);

/**
 * libjpeg only warns of missing and damaged data, and paints grey instead: its warnings have to be
 * errors. These, though, are about bytes between segments, which some cameras leave there.
 */
const harmlessJpegWarning = /extraneous bytes before marker/;
const damagedJpeg = /premature end|bad Huffman code|Inconsistent progression/;

function options(limits: ImportLimits, failOn: 'error' | 'warning' = 'error'): SharpOptions {
  return {
    failOn, // damaged data are errors; elsewhere warnings are about colour profiles and the like
    limitInputPixels: limits.maxPixels,
    pages: 1,
    sequentialRead: true,
  };
}

export const sharpImage: ImageKind = {
  sniff(head): ImageFormat | null {
    if (hasMagic(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
    if (hasMagic(head, [0xff, 0xd8, 0xff])) return 'jpeg';
    if (hasMagic(head, 'RIFF') && hasMagic(head, 'WEBP', 8)) return 'webp';
    if (hasMagic(head, 'GIF87a') || hasMagic(head, 'GIF89a')) return 'gif';
    if (isTiff(head)) return 'tiff';
    return isAvif(head) ? 'avif' : null;
  },

  async readHeader(bytes, format, limits) {
    const ordinary = format === 'jpeg' ? readOrdinaryJpegHeader(bytes) : null;
    if (ordinary !== null) {
      checkDimensions(ordinary.width, ordinary.height, limits);
      return ordinary;
    }
    let metadata: Metadata;
    try {
      // No limit here: the dimensions are checked below, with a sentence that states them.
      metadata = await sharp(bytes, { ...options(limits), limitInputPixels: false }).metadata();
    } catch (error) {
      throw explainFailure(messageOf(error), format, bytes);
    }
    return checkedHeader(metadata, format, limits);
  },

  open(bytes, header, limits, lenient) {
    const failOn = header.format === 'jpeg' && !lenient ? 'warning' : 'error';
    return {
      sharp: () => sharp(bytes, options(limits, failOn)).autoOrient(),
      quick: () => decodeQuickly(bytes, header),
    };
  },

  isHarmless(message, { format }) {
    return format === 'jpeg' && harmlessJpegWarning.test(message) && !damagedJpeg.test(message);
  },
};

function checkedHeader(metadata: Metadata, format: ImageFormat, limits: ImportLimits): ImageHeader {
  const { autoOrient, channels, depth, space } = metadata;
  checkDimensions(autoOrient.width, autoOrient.height, limits);
  const sixteenBit = depth === 'ushort';
  const cmyk = space === 'cmyk';
  if ((depth !== 'uchar' && !sixteenBit) || (cmyk && sixteenBit)) {
    const what = cmyk ? '16-bit CMYK' : `"${depth}" values`;
    throw new Refusal('unsupported', `stores ${what}; only 8-bit and 16-bit images can be read`);
  }
  const colours = space === 'b-w' || space === 'grey16' ? 1 : cmyk ? 4 : 3;
  const extra = channels - colours;
  if (!knownSpaces.has(space) || extra < 0 || extra > 1) {
    throw new Refusal('unsupported', `has ${channels} channels of kind "${space}"`);
  }
  return {
    format,
    width: autoOrient.width,
    height: autoOrient.height,
    grey: colours === 1,
    hasAlpha: metadata.hasAlpha,
    sixteenBit,
    cmyk,
    palette: metadata.isPalette && format !== 'gif', // every GIF has one
    rotated: (metadata.orientation ?? 1) > 1,
    profile: metadata.icc !== undefined,
    pages: metadata.pages ?? 1,
  };
}

/** TIFF and BigTIFF, both byte orders. */
function isTiff(head: Uint8Array): boolean {
  return (
    hasMagic(head, [0x49, 0x49, 0x2a, 0x00]) ||
    hasMagic(head, [0x4d, 0x4d, 0x00, 0x2a]) ||
    hasMagic(head, [0x49, 0x49, 0x2b, 0x00]) ||
    hasMagic(head, [0x4d, 0x4d, 0x00, 0x2b])
  );
}

/** An ISO media file with an AVIF brand; HEIC has the same box with other brands. */
function isAvif(head: Uint8Array): boolean {
  if (!hasMagic(head, 'ftyp', 4)) return false;
  const view = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const end = Math.min(view.readUInt32BE(0), head.length);
  for (let at = 8; at + 4 <= end; at += 4) {
    if (at === 12) continue; // the minor version
    const brand = view.toString('latin1', at, at + 4);
    if (brand === 'avif' || brand === 'avis') return true;
  }
  return false;
}
