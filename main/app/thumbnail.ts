import { PretextError } from '../../shared/errors.ts';
import { PackedImageReader } from '../files/packed-images.ts';
import { encodePng } from '../files/png.ts';
import type { Project } from './project.ts';

export interface Thumbnail {
  mediaType: string;
  bytes: Uint8Array;
}

/**
 * A sample as a small picture: its pixels as the model sees them.
 * @throws {PretextError} `not-found` for samples without pixels
 */
export async function thumbnailOf(project: Project, sampleId: number): Promise<Thumbnail> {
  const at = project.store.samples.pixelsOf(sampleId);
  if (at === undefined) {
    throw new PretextError('not-found', `Sample ${sampleId} has no picture.`);
  }
  return await packedPicture(project.path(at.file), at.row);
}

/** A row of a packed image file as a picture. @throws {PretextError} `corrupt-file` */
export async function packedPicture(file: string, row: number): Promise<Thumbnail> {
  const reader = new PackedImageReader(file);
  try {
    const { height, width, channels } = reader.shape;
    const pixels = new Uint8Array(height * width * channels);
    reader.readInto(row, pixels, 0);
    return { mediaType: 'image/png', bytes: await encodePng(pixels, reader.shape) };
  } finally {
    reader.close();
  }
}
