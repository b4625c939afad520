import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PackWriter } from '../../../main/files/packed-samples.ts';
import { findNearDuplicates } from '../../../main/ingest/near-duplicates.ts';
import { perceptualHash } from '../../../main/ingest/pixels/perceptual-hash.ts';
import { seeded } from '../../fixtures/ingest/seeded.ts';
import { temporaryFolder } from '../../fixtures/ingest/temporary-folder.ts';

const size = 32;

function distance(a: string, b: string): number {
  let different = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let bits = 0;
  for (; different > 0n; different >>= 1n) bits += Number(different & 1n);
  return bits;
}

/** Sixty waves, the fine ones weaker, as in photographs. */
function greyPicture(seed: number): { pixels: Uint8Array } {
  const random = seeded(seed + 100);
  const values = new Float64Array(size * size);
  for (let wave = 0; wave < 60; wave++) {
    const [fx, fy, phase] = [random() * 5, (random() - 0.5) * 10, random() * 6.28];
    const amplitude = 40 / (1 + Math.hypot(fx, fy));
    for (let at = 0; at < values.length; at++) {
      const angle = ((fx * (at % size) + fy * Math.floor(at / size)) / size) * 6.28 + phase;
      values[at] = (values[at] ?? 0) + amplitude * Math.sin(angle);
    }
  }
  return { pixels: Uint8Array.from(values, (value) => Math.min(235, Math.max(5, 120 + value))) };
}

function noisy(pixels: Uint8Array, seed: number, amount: number): Uint8Array {
  const random = seeded(seed);
  return pixels.map((value) => Math.min(255, Math.max(0, value + (random() - 0.5) * amount)));
}

async function group(images: readonly Uint8Array[]): Promise<string[][]> {
  const packFile = path.join(temporaryFolder(), 'pack');
  const writer = new PackWriter(packFile, {
    kind: 'images',
    height: size,
    width: size,
    channels: 1,
  });
  const hashed = images.map((pixels, index) => ({
    path: String(index),
    perceptualHash: perceptualHash(pixels, size, 1),
    row: writer.append(pixels),
  }));
  await writer.finish();
  return await findNearDuplicates(hashed, packFile);
}

describe('perceptualHash', () => {
  const { pixels } = greyPicture(3);
  const hash = perceptualHash(pixels, size, 1);

  it('is 16 hexadecimal digits, about half of the bits set', () => {
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(distance(hash, '0000000000000000')).toBe(32);
  });

  it('changes little with brightness and noise, much with the picture', () => {
    const brighter = pixels.map((value) => Math.min(255, value * 1.05));
    expect(distance(hash, perceptualHash(brighter, size, 1))).toBeLessThanOrEqual(6);
    expect(distance(hash, perceptualHash(greyPicture(4).pixels, size, 1))).toBeGreaterThan(10);
  });

  it('is the same for one and three channels, and zero for a blank image', () => {
    const rgb = Uint8Array.from(pixels, () => 0);
    const tripled = new Uint8Array(rgb.length * 3);
    for (let at = 0; at < tripled.length; at++) tripled[at] = pixels[Math.floor(at / 3)] ?? 0;
    expect(perceptualHash(tripled, size, 3)).toBe(hash);
    expect(perceptualHash(new Uint8Array(size * size).fill(77), size, 1)).toBe('0'.repeat(16));
  });
});

describe('findNearDuplicates', () => {
  it('groups copies and nothing else, in the order of the images', async () => {
    const originals = Array.from({ length: 40 }, (_, seed) => greyPicture(seed).pixels);
    const copies = [5, 17, 5].map((seed, index) => noisy(greyPicture(seed).pixels, index, 3));
    expect(await group([...originals, ...copies])).toEqual([
      ['5', '40', '42'],
      ['17', '41'],
    ]);
  });

  it('keeps blank images of different brightness apart', async () => {
    const blank = (value: number): Uint8Array => new Uint8Array(size * size).fill(value);
    expect(await group([blank(0), blank(255), blank(3), blank(128)])).toEqual([['0', '2']]);
  });

  it('copes with many images of one and the same hash', async () => {
    const blanks = Array.from({ length: 3000 }, (_, index) =>
      new Uint8Array(size * size).fill(index % 2 === 0 ? 10 : 200),
    );
    expect((await group(blanks)).map((one) => one.length)).toEqual([1500, 1500]);
  });
});
