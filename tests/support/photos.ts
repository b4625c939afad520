import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp, { type OverlayOptions, type Raw } from 'sharp';
import { seeded } from '../fixtures/ingest/seeded.ts';

/**
 * Pictures like photos, made of the stamps of Debian's package tuxpaint-stamps-default: a blurred ground,
 * three to six stamps before it, and the noise of a camera. About 500 × 400 pixels, a quarter of them
 * upright, JPEG of quality 90. Each follows from its number alone, and all are different.
 */

const stampFolder = process.env['TUXPAINT_STAMPS_DIR'] ?? '/usr/share/tuxpaint/stamps';
const everyNthStamp = 4;
const stampSide = 320;
const noiseDeviation = 5;
const perFolder = 1000;
const atOnce = 2;

/** RGBA pixels. */
interface Stamp {
  pixels: Buffer;
  raw: Raw;
}

/** A folder of `count` photos, made when it is not there yet. */
export async function photoFolder(count: number): Promise<string> {
  const folder = path.join(tmpdir(), `pretext-photos-${count}`);
  if (existsSync(folder)) return folder;
  const making = mkdtempSync(`${folder}-`);
  const stamps = await readStamps();
  const noise = gaussianNoise(1_000_003);
  for (let first = 0; first < count; first += perFolder) {
    mkdirSync(path.join(making, `group-${first / perFolder}`));
  }
  const makeEveryNth = async (start: number): Promise<void> => {
    for (let i = start; i < count; i += atOnce) {
      const name = `group-${Math.floor(i / perFolder)}/${String(i).padStart(5, '0')}.jpg`;
      await writePhoto(path.join(making, name), i, stamps, noise);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, start) => makeEveryNth(start)));
  renameSync(making, folder);
  return folder;
}

async function readStamps(): Promise<Stamp[]> {
  const names = readdirSync(stampFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.png'))
    .sort()
    .filter((_, i) => i % everyNthStamp === 0);
  if (names.length === 0) throw new Error(`no stamps in ${stampFolder}: set TUXPAINT_STAMPS_DIR`);
  const stamps: Stamp[] = [];
  for (const name of names) {
    const { data, info } = await sharp(path.join(stampFolder, name))
      .resize(stampSide, stampSide, { fit: 'inside' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    stamps.push({ pixels: data, raw: { width, height, channels } });
  }
  return stamps;
}

/** Box and Muller's transform. */
function gaussianNoise(count: number): Float32Array {
  const random = seeded(1);
  return Float32Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return noiseDeviation * radius * Math.cos(2 * Math.PI * random());
  });
}

async function writePhoto(
  file: string,
  number: number,
  stamps: readonly Stamp[],
  noise: Float32Array,
): Promise<void> {
  const random = seeded(number + 1);
  const between = (low: number, high: number): number =>
    low + Math.floor(random() * (high - low + 1));
  const stamp = (): Stamp => stamps[between(0, stamps.length - 1)] as Stamp;
  const [long, short] = [between(460, 540), between(360, 440)];
  const [width, height] = random() < 0.25 ? [short, long] : [long, short];
  const tint = { r: between(40, 220), g: between(40, 220), b: between(40, 220) };
  const behind = stamp();
  const ground = await sharp(behind.pixels, { raw: behind.raw })
    .flatten({ background: tint })
    .blur(between(2, 8))
    .resize(width, height, { fit: 'cover' })
    .raw()
    .toBuffer();
  const layers: OverlayOptions[] = [];
  for (let left = between(3, 6); left > 0; left--) {
    const { pixels, raw } = stamp();
    const size = between(120, short - 20);
    const { data, info } = await sharp(pixels, { raw })
      .resize(size, size, { fit: 'inside', kernel: 'cubic' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const at = { top: between(-10, height - size), left: between(-10, width - size) };
    layers.push({ input: data, raw: info, ...at });
  }
  const composed = await sharp(ground, { raw: { width, height, channels: 3 } })
    .composite(layers)
    .removeAlpha()
    .raw()
    .toBuffer();
  const offset = between(0, noise.length - 1);
  const noisy = new Uint8ClampedArray(composed);
  for (let i = 0; i < noisy.length; i++) {
    noisy[i] = (noisy[i] ?? 0) + (noise[(offset + i) % noise.length] ?? 0);
  }
  await sharp(noisy, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toFile(file);
}
