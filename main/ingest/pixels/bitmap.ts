import sharp, { type Sharp } from 'sharp';
import type { Samples } from './flatten.ts';

/** Decoded samples, `[height, width, channels]`, and their size in pixels. */
export interface Bitmap extends Samples {
  width: number;
  height: number;
}

/** Runs a pipeline and keeps its depth. @param oneChannel whether the picture is grey without transparency */
export async function bitmapOf(
  pipeline: Sharp,
  { oneChannel, sixteenBit }: { oneChannel: boolean; sixteenBit: boolean },
): Promise<Bitmap> {
  if (sixteenBit) {
    const { data, info } = await pipeline
      .toColourspace(oneChannel ? 'grey16' : 'rgb16')
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true });
    const aligned = new Uint8Array(data).buffer; // a Buffer may begin at an odd offset
    return { ...info, values: new Uint16Array(aligned) };
  }
  const { data, info } = await pipeline
    .toColourspace(oneChannel ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { ...info, values: data };
}

/** A bitmap as the beginning of a pipeline. */
export function pipelineOf({ values, width, height, channels }: Bitmap): Sharp {
  return sharp(values, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 } });
}
