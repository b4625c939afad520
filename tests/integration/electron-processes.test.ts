import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAlive } from '../../main/files/is-alive.ts';
import { decodeImages } from '../../main/ingest/decode-images.ts';
import type { ImagePreprocessing } from '../../main/ingest/types.ts';
import { spawnUtilityDecoder } from '../../main/shell/electron/utility/decoder.ts';
import { utilityHost } from '../../main/shell/electron/utility/training-host.ts';
import { writeEmbeddings } from '../../main/training/embeddings-file.ts';
import { runJob } from '../../main/training/run-job.ts';
import { resetElectron, utilityProcess } from '../support/fake-electron.ts';
import { type SampleData, writeSampleData } from '../support/project.ts';
import { NodeUtilityProcess } from '../support/utility-by-node.ts';

vi.mock('electron', () => import('../support/fake-electron.ts'));

/**
 * The entries of Electron's utility processes, for real, in processes that have a `process.parentPort` and nothing
 * else of Electron.
 */
let data: SampleData;
let started: NodeUtilityProcess[];

beforeAll(async () => {
  data = await writeSampleData(8);
});
afterAll(() => rmSync(data.dir, { recursive: true, force: true }));
beforeEach(() => {
  resetElectron();
  started = [];
  utilityProcess.instead = (entry, _, options) => {
    const child = new NodeUtilityProcess(entry, options);
    started.push(child);
    return child;
  };
});

describe('processes that Electron starts', () => {
  it('decode images', async () => {
    const preprocessing: ImagePreprocessing = {
      size: 16,
      channels: 1,
      fit: 'contain',
      background: [0, 0, 0],
      sixteenBitRange: null,
    };
    const files = readdirSync(data.data).map((name) => path.join(data.data, name));
    const options = { workers: 1, spawnDecoder: spawnUtilityDecoder };
    let pixels = 0;
    for await (const image of decodeImages(files, preprocessing, options)) {
      if ('pixels' in image) pixels += image.pixels.byteLength;
      else throw new Error(JSON.stringify(image));
    }
    expect(pixels).toBe(8 * 16 * 16);
    expect(started).toHaveLength(1);
    await vi.waitFor(() => expect(isAlive(started[0]?.process.pid ?? 0)).toBe(false));
  });

  it('run a job, tell of its progress and end', async () => {
    const embeddings = path.join(data.dir, 'embeddings.safetensors');
    const count = 60;
    const values = Float32Array.from({ length: count * 4 }, (_, i) => Math.sin(i * i));
    writeEmbeddings(
      embeddings,
      { values, rows: count, columns: 4 },
      Int32Array.from({ length: count }, (_, i) => i + 1),
      'digest',
    );
    const target = path.join(data.dir, 'map.safetensors');
    const stages = new Set<string>();
    const job = runJob(
      utilityHost(1),
      { kind: 'map', embeddings, seed: 1, target },
      { onProgress: ({ stage }) => void stages.add(stage) },
    );
    expect(await job.result).toMatchObject({ count, file: target });
    expect(stages.size).toBeGreaterThan(0);
    expect(existsSync(target)).toBe(true);
    expect(started[0]?.process.exitCode).toBe(0);
  });

  it('report what a job throws, with its remedy', async () => {
    const embeddings = path.join(data.dir, 'none.safetensors');
    const spec = { kind: 'map', embeddings, seed: 1, target: 'x' } as const;
    await expect(runJob(utilityHost(1), spec).result).rejects.toMatchObject({
      name: 'PretextError',
      message: expect.stringContaining('none.safetensors') as string,
    });
    expect(started[0]?.process.exitCode).toBe(1);
  });

  it('report what killed them', async () => {
    const job = runJob(utilityHost(1), { kind: 'measure', seconds: 600 });
    await vi.waitFor(() => expect(started[0]?.pid).toBeGreaterThan(0));
    started[0]?.process.kill('SIGKILL');
    await expect(job.result).rejects.toMatchObject({ code: 'training-died' });
  });
});
