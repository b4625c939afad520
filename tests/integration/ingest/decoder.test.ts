import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { forkDecoder, type SpawnDecoder } from '../../../main/ingest/decoder/spawn-decoder.ts';
import { importForTest } from '../../fixtures/ingest/import-folder.ts';
import { asSharp, colourPicture } from '../../fixtures/ingest/pictures.ts';
import { temporaryFolder, writeFiles } from '../../fixtures/ingest/temporary-folder.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/ingest/${name}`, import.meta.url));
const hostile = fixture('hostile-decoder.ts');
const images: Buffer[] = [];

beforeAll(async () => {
  for (let seed = 0; seed < 40; seed++)
    images.push(await asSharp(colourPicture(seed)).png().toBuffer());
});

/** Starts decoders and remembers their process ids. */
function watched(entry?: string): { spawn: SpawnDecoder; pids: number[] } {
  const pids: number[] = [];
  const spawn: SpawnDecoder = () => {
    const child = forkDecoder(entry);
    if (child.pid !== undefined) pids.push(child.pid);
    return child;
  };
  return { spawn, pids };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: no such process
  }
}

/** Forty images, some of them named to do harm. */
function folderWith(names: Record<number, string>): string {
  const files = images.map((image, index) => {
    const number = String(index).padStart(2, '0');
    return [`${number}${names[index] ?? ''}.png`, image] as const;
  });
  return writeFiles(temporaryFolder(), Object.fromEntries(files));
}

describe('decoder processes', () => {
  it('that crash cost the one file, wherever it lies in a batch', async () => {
    const folder = folderWith({ 0: '-crash-abort', 17: '-crash-exit', 39: '-crash-abort' });
    const { spawn, pids } = watched(hostile);
    const { result } = await importForTest(folder, { spawnDecoder: spawn });
    expect(result.samples).toHaveLength(37);
    expect(result.skipped.map(({ path, code }) => [path, code])).toEqual([
      ['00-crash-abort.png', 'decoder-crashed'],
      ['17-crash-exit.png', 'decoder-crashed'],
      ['39-crash-abort.png', 'decoder-crashed'],
    ]);
    expect(result.skipped[0]?.reason).toContain('00-crash-abort.png makes the decoder crash');
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('that hang are killed in time', async () => {
    const folder = folderWith({ 5: '-hang' });
    const { spawn, pids } = watched(hostile);
    const { result } = await importForTest(folder, {
      spawnDecoder: spawn,
      limits: { decodeTimeoutMs: 1500 },
    });
    expect(result.samples).toHaveLength(39);
    expect(result.skipped).toMatchObject([
      {
        path: '05-hang.png',
        code: 'timeout',
        reason: '05-hang.png took longer than 1.5 seconds to decode.',
      },
    ]);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('that cannot start at all are an error of the import, not of the files', async () => {
    const { spawn } = watched(fixture('dead-decoder.ts'));
    await expect(importForTest(folderWith({}), { spawnDecoder: spawn })).rejects.toMatchObject({
      code: 'engine-missing',
      message: expect.stringContaining('libvips-cpp.so'),
    });
    const missing = watched('/no/such/entry.ts').spawn;
    const importing = importForTest(folderWith({}), { spawnDecoder: missing });
    await expect(importing).rejects.toMatchObject({ code: 'engine-missing' });
  });

  it('are gone when the import returns, is cancelled or fails', async () => {
    const { spawn, pids } = watched();
    await importForTest(folderWith({}), { spawnDecoder: spawn });
    const controller = new AbortController();
    const cancelled = importForTest(folderWith({}), {
      spawnDecoder: spawn,
      signal: controller.signal,
      onProgress: ({ phase }) => {
        if (phase === 'decode') controller.abort();
      },
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    const unwritable = importForTest(folderWith({}), {
      spawnDecoder: spawn,
      packFile: path.join(hostile, 'pack'), // below a file
    });
    await expect(unwritable).rejects.toThrow();
    expect(pids.length).toBeGreaterThanOrEqual(3);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('go when their parent is killed', async () => {
    const { spawn } = await import('node:child_process');
    const folder = folderWith({ 20: '-hang' });
    const parent = spawn(
      process.execPath,
      [fixture('import-for-ever.ts'), folder, path.join(temporaryFolder(), 'pack')],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let output = '';
    parent.stdout.setEncoding('utf8');
    for await (const text of parent.stdout) {
      output += text;
      if (output.includes('\n')) break;
    }
    const pids = output.trim().split(' ').map(Number);
    expect(pids.every(isAlive)).toBe(true);
    parent.kill('SIGKILL');
    for (let waited = 0; waited < 5000 && pids.some(isRunning); waited += 50) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(pids.filter(isRunning)).toEqual([]);
  });
});

/** Alive and not merely waiting for someone to read its exit code. */
function isRunning(pid: number): boolean {
  if (!isAlive(pid) || !readdirSync('/proc').includes(String(pid))) return false;
  return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
