/**
 * `npm run bench:photos -- [rounds] [photos] [size]`: importing photos with thumbnails against Pillow doing the same in
 * two processes, interleaved, median. `PYTHON` names a Python with Pillow and NumPy. What Pillow does is in photos.py,
 * how the photos are made (once) in tests/support/photos.ts.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { PackReader } from '../../main/files/packed-samples.ts';
import { importImages } from '../../main/ingest/import-images.ts';
import type { ImportResult } from '../../main/ingest/types.ts';
import { specOfKind } from '../../shared/sample-spec.ts';
import { photoFolder } from '../support/photos.ts';
import {
  type Contender,
  interleaved,
  torchContender as pythonContender,
} from '../support/torch-process.ts';

const [rounds = '5', photos = '5000', size = '96'] = process.argv.slice(2);
const processes = 2;
const [thumbnailSide, thumbnailQuality] = [160, 80];
const folder = await photoFolder(Number(photos));
const out = mkdtempSync(path.join(tmpdir(), 'pretext-bench-photos-'));
const packFile = path.join(out, 'pack.safetensors');
let longestBlock = 0;
let result: ImportResult | null = null;

const ours: Contender = {
  name: 'Pretext Studio',
  async time() {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const begun = performance.now();
    result = await importImages({
      inputs: [folder],
      packFile,
      thumbnailFile: path.join(out, 'pack.thumbnails'),
      preprocessing: { size: Number(size) },
      labelsFrom: null,
      workers: processes,
    });
    const milliseconds = performance.now() - begun;
    delay.disable();
    longestBlock = Math.max(longestBlock, delay.max / 1e6);
    return milliseconds;
  },
  end: () => undefined,
};

const pillow = (mode: 'full' | 'draft'): Promise<Contender> => {
  const args = [processes, folder, out, size, thumbnailSide, thumbnailQuality, mode];
  return pythonContender(`Pillow, ${mode} decoding`, 'photos.py', args.map(String));
};

/** Both sides must have done the same: mean difference of the pixels, and equal bits of the hashes. */
function compareResults({ samples }: ImportResult): string {
  const theirs = readFileSync(path.join(out, 'pack.bin'));
  const hashes = readFileSync(path.join(out, 'hashes.txt'), 'utf8').split('\n');
  const reader = new PackReader(packFile);
  const bytes = Number(size) ** 2 * specOfKind(reader.spec, 'images').channels;
  const pixels = new Uint8Array(bytes);
  let difference = 0;
  let equalBits = 0;
  samples.forEach(({ row, perceptualHash }, i) => {
    reader.readInto(row, pixels, 0);
    for (const [at, value] of pixels.entries()) {
      difference += Math.abs(value - (theirs[i * bytes + at] ?? 0));
    }
    const other = BigInt(`0x${hashes[i]}`) ^ BigInt(`0x${perceptualHash}`);
    equalBits += 64 - other.toString(2).replaceAll('0', '').length;
  });
  reader.close();
  const mean = (difference / (samples.length * bytes)).toFixed(2);
  const percent = ((100 * equalBits) / (64 * samples.length)).toFixed(1);
  return `${samples.length} and ${hashes.length} images; pixels differ by ${mean} of 255 in the mean, ${percent} % of hash bits are equal`;
}

const contenders = [ours, await pillow('draft'), await pillow('full')];
const times = await interleaved(contenders, Number(rounds));
const reference = times.at(-1) ?? Number.NaN;
console.log(`importing ${photos} photos to ${size} × ${size}, median of ${rounds} rounds`);
contenders.forEach(({ name }, i) => {
  const milliseconds = times[i] ?? Number.NaN;
  const perSecond = (1000 * Number(photos)) / milliseconds;
  const cells = [
    `${(milliseconds / 1000).toFixed(2)} s`,
    `${perSecond.toFixed(0)} images/s`,
    `${(reference / milliseconds).toFixed(2)} × Pillow`,
  ];
  console.log(name.padEnd(24), ...cells.map((cell) => cell.padStart(16)));
});
if (result !== null) console.log(compareResults(result));
console.log(`longest block of our main process: ${longestBlock.toFixed(0)} ms`);
for (const contender of contenders) contender.end();
rmSync(out, { recursive: true });
