import type { SampleSource } from '../../main/learn/data/sample-source.ts';
import type { SpecOf } from '../../shared/sample-spec.ts';

/** Size of pictures. */
export type ImageShape = Omit<SpecOf<'images'>, 'kind'>;

/** What square pictures are. */
export function squares(side: number, channels: 1 | 3 = 1): SpecOf<'images'> {
  return { kind: 'images', height: side, width: side, channels };
}

/** Pictures in memory. @param pixels uint8 `[images, height, width, channels]` */
export function imagesInMemory(
  pixels: Uint8Array,
  shape: ImageShape,
): SampleSource & { spec: SpecOf<'images'> } {
  const size = shape.height * shape.width * shape.channels;
  return {
    count: pixels.length / size,
    spec: { kind: 'images', ...shape },
    readInto(index, target, offset) {
      target.set(pixels.subarray(index * size, (index + 1) * size), offset);
    },
  };
}
