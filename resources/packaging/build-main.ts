/**
 * Makes `dist-main`: the app as Electron runs it, one JavaScript file for each TypeScript file that it reaches, in the
 * same folders (docs/decisions/0012). `electron dist-main` runs it; electron-builder packs it.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

const root = path.join(import.meta.dirname, '../..');
const target = path.join(root, 'dist-main');
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync(target, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.electron.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(1);

const manifest = z
  .object({
    name: z.string(),
    productName: z.string(),
    version: z.string(),
    type: z.literal('module'),
    dependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
writeFileSync(
  path.join(target, 'package.json'),
  `${JSON.stringify({ ...manifest, main: 'main/shell/electron/main.js' }, null, 2)}\n`,
);
const renderer = path.join(root, 'renderer/dist');
if (existsSync(renderer)) {
  cpSync(renderer, path.join(target, 'renderer/dist'), { recursive: true });
} else {
  console.warn('There is no renderer/dist: "npm run build" makes the window too.');
}
const samples = [
  'fashion-mnist.zip',
  'breast-cancer.csv',
  'prompts.zip',
  'speeches.zip',
  'camera-moves',
];
const sampleLabels = samples.flatMap((name) => {
  const { name: bare } = path.parse(name);
  return [`${bare}-train.csv`, `${bare}-test.csv`];
});
// With their licences, which go wherever they go.
for (const name of [...samples, ...sampleLabels, 'README.md']) {
  const copy = path.join(target, 'resources/samples', name);
  cpSync(path.join(root, 'resources/samples', name), copy, { recursive: true });
}
// What the compiler knows nothing of: WebAssembly that lies beside our code.
const scaling = 'main/ingest/pixels/lanczos.wasm';
cpSync(path.join(root, scaling), path.join(target, scaling));
