import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { seededUniform } from '../../main/learn/data/seeded.ts';

/** Writes four pictures that are neither clothes nor bars: noise, stripes, a chequerboard, and plain white. @returns the folder */
export async function writeStrangers(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const side = 28;
  const uniform = seededUniform(5);
  const kinds: Record<string, (x: number, y: number) => number> = {
    noise: () => 255 * uniform(),
    stripes: (x, y) => ((x + y) % 6 < 3 ? 255 : 0),
    chequers: (x, y) => (((x >> 2) + (y >> 2)) % 2 === 0 ? 230 : 30),
    white: () => 255,
  };
  for (const [name, value] of Object.entries(kinds)) {
    const at = (_: unknown, i: number): number => value(i % side, Math.floor(i / side));
    const pixels = Uint8Array.from({ length: side * side }, at);
    await sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
      .png()
      .toFile(path.join(folder, `${name}.png`));
  }
  return folder;
}
