import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { seededUniform } from '../../main/learn/data/seeded.ts';

/** Writes four pictures on white, unlike clothes and bars on black: nothing, a disc, a cross, specks. @returns the folder */
export async function writeStrangers(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const side = 28;
  const uniform = seededUniform(5);
  const middle = (side - 1) / 2;
  const on = (ink: boolean): number => (ink ? 40 : 255);
  const kinds: Record<string, (x: number, y: number) => number> = {
    white: () => 255,
    disc: (x, y) => on(Math.hypot(x - middle, y - middle) < 7),
    cross: (x, y) => on(Math.abs(x - y) < 2 || Math.abs(x + y - 2 * middle) < 2),
    specks: () => on(uniform() < 0.1),
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
