import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeSampleData } from '../support/project.ts';

const root = path.join(import.meta.dirname, '../..');

test("CONTRIBUTING's pretext task works as it stands there: one file, one line", async () => {
  const data = await writeSampleData(60);
  const copy = path.join(data.dir, 'checkout');
  mkdirSync(copy);
  for (const name of ['main', 'shared', 'package.json', 'tsconfig.json']) {
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  const text = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8');
  const [, file = '', code = ''] = /`(main\S+\.ts)`:\n\n```ts\n([\s\S]*?)```/.exec(text) ?? [];
  const [, registry = '', line = ''] = /One line in `(\S+)`: `(.+)`\./.exec(text) ?? [];
  expect([file, line]).toEqual([
    expect.stringContaining('darker-half'),
    expect.stringContaining('darkerHalf'),
  ]);
  writeFileSync(path.join(copy, file), code);
  const before = readFileSync(path.join(copy, registry), 'utf8');
  const registered = before.replace(/\{\s*simclr,/, `{ ${line}, simclr,`);
  expect(registered).not.toBe(before);
  writeFileSync(
    path.join(copy, registry),
    `import { darkerHalf } from './darker-half.ts';\n${registered}`,
  );
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const types = spawnSync(process.execPath, [tsc, '-p', copy], { encoding: 'utf8' });
  expect(types.stdout).toBe('');
  const args = ['run', data.data, '--out', path.join(data.dir, 'out')];
  const main = path.join(copy, 'main/shell/cli/main.ts');
  const choices = ['--method', 'darker-half', '--size', '14', '--steps', '5', '--batch-size', '16'];
  const run = spawnSync(process.execPath, [main, ...args, ...choices], { encoding: 'utf8' });
  expect(run.stderr).toContain('pretraining');
  expect(run.status).toBe(0);
});
