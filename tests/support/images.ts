import type { ImageSource } from '../../main/learn/data/image-source.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';

/** Small synthetic pictures: bright bars, upright in class 0 and lying in class 1, with noise. */
export function barImages(count: number, side = 28): { source: ImageSource; labels: Int32Array } {
  const uniform = seededUniform(7);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const bytes = side * side;
  const pixels = new Uint8Array(count * bytes);
  for (let image = 0; image < count; image++) {
    const bar = Math.floor(uniform() * (side - 8)) + 2;
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const across = labels[image] === 0 ? x : y;
        const lit = across >= bar && across < bar + 4;
        pixels[image * bytes + y * side + x] = (lit ? 200 : 20) + Math.floor(uniform() * 40);
      }
    }
  }
  const source: ImageSource = {
    count,
    shape: { height: side, width: side, channels: 1 },
    readInto(index, target, offset) {
      target.set(pixels.subarray(index * bytes, (index + 1) * bytes), offset);
    },
  };
  return { source, labels };
}
