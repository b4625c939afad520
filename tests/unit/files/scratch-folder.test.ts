import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../../../main/files/scratch-folder.ts';

test('what killed processes left goes, what others are at stays', () => {
  const name = `pretext-test-scratch${process.pid}`;
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const folderOf = (of: string): string => path.join(tmpdir(), `${name}-${of}`);
  const left = folderOf(`${gone}-abcdef`);
  const others = [folderOf(`${process.ppid}-abcdef`), folderOf('no-number'), folderOf('')];
  for (const dir of [left, ...others]) mkdirSync(dir);
  const made = scratchFolder(name);
  try {
    expect(existsSync(left)).toBe(false);
    for (const dir of others) expect(existsSync(dir)).toBe(true);
    expect(existsSync(made)).toBe(true);
    expect(scratchFolder(name)).not.toBe(made);
  } finally {
    for (const dir of [...others, made]) rmSync(dir, { recursive: true, force: true });
  }
});
