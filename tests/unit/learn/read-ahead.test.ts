import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PackWriter } from '../../../main/files/packed-samples.ts';
import { ShuffledBatches } from '../../../main/learn/data/batches.ts';
import { PackedSource } from '../../../main/learn/data/packed-source.ts';
import { readAhead } from '../../../main/learn/data/read-ahead.ts';
import { readSamples, subset } from '../../../main/learn/data/sample-source.ts';
import { squares } from '../../support/image-source.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Two files of images, each filled with its own number. */
async function packed(name: string): Promise<PackedSource> {
  const rows: { file: string; row: number }[] = [];
  for (const part of [0, 1]) {
    const file = path.join(dir, `${name}-${part}.safetensors`);
    const writer = new PackWriter(file, { kind: 'images', height: 4, width: 4, channels: 1 });
    for (let row = 0; row < 20; row++) {
      writer.append(new Uint8Array(16).fill(part * 20 + row));
      rows.push({ file, row });
    }
    await writer.finish();
  }
  return new PackedSource(rows);
}

test('batches come in order, the same as read directly, over epochs and from any step', async () => {
  const source = subset(
    await packed('order'),
    Array.from({ length: 30 }, (_, i) => 39 - i),
  );
  for (const first of [0, 5]) {
    const reader = readAhead(source, (step) => new ShuffledBatches(30, 8, 1).at(step), first);
    const direct = new ShuffledBatches(30, 8, 1);
    for (let step = first; step < first + 12; step++) {
      expect(await reader.next()).toEqual(readSamples(source, direct.at(step)));
    }
    await reader.close();
  }
});

test('each batch has memory of its own: the engine may keep it', async () => {
  const reader = readAhead(await packed('own'), () => Int32Array.of(1, 2), 0);
  const [first, second] = [await reader.next(), await reader.next()];
  expect(first.buffer).not.toBe(second.buffer);
  await reader.close();
});

test('images that cannot be read are an error that says so, and what to do', async () => {
  const source = await packed('damaged');
  truncateSync(path.join(dir, 'damaged-1.safetensors'), 300);
  const reader = readAhead(source, () => Int32Array.of(39), 0);
  await expect(reader.next()).rejects.toMatchObject({
    name: 'PretextError',
    code: 'corrupt-file',
    path: expect.stringContaining('damaged-1') as string,
  });
  await reader.close();
});

test('images in memory need no thread', async () => {
  const source = {
    count: 4,
    spec: squares(1),
    readInto: (index: number, target: Uint8Array, offset: number): void => {
      target[offset] = index;
    },
  } as const;
  const reader = readAhead(source, (step) => Int32Array.of(step, step + 1), 1);
  expect([...(await reader.next())]).toEqual([1, 2]);
  expect([...(await reader.next())]).toEqual([2, 3]);
  await reader.close();
});
