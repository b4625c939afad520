import type { SampleSource } from '../../main/learn/data/sample-source.ts';

/** Pictures in memory. @param pixels uint8 `[images, height, width, channels]` */
export function imagesInMemory(pixels: Uint8Array, shape: SampleSource['shape']): SampleSource {
  const size = shape.height * shape.width * shape.channels;
  return {
    count: pixels.length / size,
    shape,
    readInto(index, target, offset) {
      target.set(pixels.subarray(index * size, (index + 1) * size), offset);
    },
  };
}
