import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { extractFile, listPackage, statFile } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuses } from '../../resources/packaging/fuses.ts';

/**
 * Packs the app with electron-builder as a release does, around a stub in place of Electron's own program, which
 * machines without a way to its server do not have. Other systems than Linux name other files: there it is skipped.
 */
const isLinux = process.platform === 'linux';
if (!isLinux)
  console.warn('SKIPPED tests/integration/packaging.test.ts: it packs for Linux, on Linux.');

const root = path.join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

/** As Electron's binary has it: sentinel, version 1, nine fuses, all on. */
const fuseWire = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('1'.repeat(9)),
]);

interface PackedFile {
  name: string;
  unpacked: boolean;
}

describe.runIf(isLinux)('the package', () => {
  let dir: string;
  let asar: string;
  let unpacked: string;
  let files: PackedFile[];

  beforeAll(() => {
    // Beside the libraries, so that they are linked and not copied: there are 900 MB of them.
    mkdirSync(path.join(root, 'dist'), { recursive: true });
    dir = mkdtempSync(path.join(root, 'dist', 'test-'));
    const stub = path.join(dir, 'electron-stub');
    mkdirSync(path.join(stub, 'resources'), { recursive: true });
    mkdirSync(path.join(stub, 'locales'));
    writeFileSync(path.join(stub, 'electron'), fuseWire, { mode: 0o755 });
    writeFileSync(path.join(stub, 'locales/en-US.pak'), '');
    run([path.join(root, 'resources/packaging/build-main.ts')]);
    if (!existsSync(path.join(root, 'dist-main/renderer/dist/index.html'))) {
      // The window is not built here: a page stands in for it.
      mkdirSync(path.join(root, 'dist-main/renderer/dist'), { recursive: true });
      writeFileSync(path.join(root, 'dist-main/renderer/dist/index.html'), '<!doctype html>');
    }
    run([
      require.resolve('electron-builder/cli.js'),
      ...['--linux', '--dir', '--publish', 'never'],
      `-c.electronDist=${stub}`,
      `-c.directories.output=${path.join(dir, 'out')}`,
    ]);
    unpacked = path.join(dir, 'out/linux-unpacked/resources/app.asar.unpacked');
    asar = path.join(dir, 'out/linux-unpacked/resources/app.asar');
    files = listPackage(asar, { isPack: false })
      .map((name) => name.slice(1))
      .flatMap((name) => {
        const entry = statFile(asar, name, false);
        return 'files' in entry
          ? []
          : [{ name, unpacked: 'unpacked' in entry && entry.unpacked === true }];
      });
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  function run(args: string[]): void {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, USE_HARD_LINKS: 'true' },
    });
    if (status !== 0) throw new Error(`${args[0]}: ${stdout}\n${stderr}`);
  }
  const namesOf = (pattern: RegExp): string[] =>
    files.map(({ name }) => name).filter((name) => pattern.test(name));

  it('has the engine’s library, SQLite, sharp and onnxruntime, outside the archive', () => {
    for (const pattern of [
      /^node_modules\/@tensorflow\/tfjs-node\/lib\/napi-v8\/tfjs_binding\.node$/,
      /^node_modules\/@tensorflow\/tfjs-node\/lib\/napi-v8\/libtensorflow_cc\.so/,
      /^node_modules\/@tensorflow\/tfjs-node\/lib\/napi-v8\/libtensorflow_framework\.so/,
      /^node_modules\/better-sqlite3\/prebuilds\/linux-\w+\.node$/,
      /^node_modules\/@img\/sharp-linux-\w+\/lib\/.*\.node$/,
      /^node_modules\/@img\/sharp-libvips-linux-\w+\/lib\/libvips/,
      /^node_modules\/onnxruntime-node\/bin\/.*\/onnxruntime_binding\.node$/,
      /^node_modules\/onnxruntime-node\/bin\/.*\/libonnxruntime\.so/,
      /^node_modules\/@julusian\/jpeg-turbo\/prebuilds\/jpeg-turbo-linux-\w+\/node-napi-v\d\.node$/,
      /^resources\/samples\/fashion-mnist\.zip$/,
      /^resources\/samples\/camera-moves\/clips\/000\.webp$/,
      /^resources\/samples\/README\.md$/,
    ]) {
      const [name] = namesOf(pattern);
      expect(name, String(pattern)).toBeDefined();
      expect(existsSync(path.join(unpacked, name ?? '')), name).toBe(true);
    }
    const native = files.filter(({ name }) => /\.(node|so|so\.[\d.]+|dylib|dll)$/.test(name));
    expect(native.filter((each) => !each.unpacked)).toEqual([]);
  });

  it('has our code, built, and the window', () => {
    for (const name of [
      'package.json',
      'main/shell/electron/main.js',
      'main/shell/electron/preload.cjs',
      'main/shell/electron/utility/training-entry.js',
      'main/shell/electron/utility/decoder-entry.js',
      'main/training/entry.js',
      'main/ingest/decoder/entry.js',
      'main/learn/data/read-ahead-worker.js',
      'main/ingest/pixels/lanczos.wasm',
      'renderer/dist/index.html',
    ]) {
      expect(namesOf(new RegExp(`^${name.replaceAll('.', '\\.')}$`)), name).toHaveLength(1);
    }
    const manifest = JSON.parse(extractFile(asar, 'package.json').toString('utf8')) as object;
    expect(manifest).toMatchObject({ main: 'main/shell/electron/main.js', type: 'module' });
    expect(manifest).not.toHaveProperty('devDependencies');
  });

  it('looks for no TypeScript beside its files, but where Electron has its own way', () => {
    const looking = namesOf(/^(main|shared)\/.*\.js$/).filter(
      (name) =>
        /import\.meta\.(dirname|url)|new URL\(/.test(
          extractFile(asar, name, false).toString('utf8'),
        ) && /['"`][\w./-]+\.ts['"`]/.test(extractFile(asar, name, false).toString('utf8')),
    );
    expect(looking.sort()).toEqual([
      'main/ingest/decoder/spawn-decoder.js', // by `child_process.fork`: utility/decoder.ts instead
      'main/learn/engine/install/install.js', // installs an engine: the package has one
      'main/training/host.js', // utility/training-host.ts instead
    ]);
  });

  it('has no sources, tests, maps or documents', () => {
    expect(namesOf(/\.(ts|cts|mts|tsx|svelte|map)$/)).toEqual([]);
    expect(
      namesOf(/^(tests|docs|shared\/.*\.ts|renderer\/src|dist-main|resources\/packaging)\//),
    ).toEqual([]);
    expect(namesOf(/(^|\/)(test|tests|__tests__)\//)).toEqual([]);
    const top = new Set(files.map(({ name }) => name.split('/')[0]));
    expect([...top].sort()).toEqual([
      'main',
      'node_modules',
      'package.json',
      'renderer',
      'resources',
      'shared',
    ]);
  });

  it('has no dependencies of development, no second Node and nothing of other systems', () => {
    const { devDependencies } = JSON.parse(
      readFileSync(path.join(root, 'package.json'), 'utf8'),
    ) as {
      devDependencies: Record<string, string>;
    };
    const packed = new Set(
      namesOf(/^node_modules\//).map((name) => /^node_modules\/((@[^/]+\/)?[^/]+)/.exec(name)?.[1]),
    );
    expect(Object.keys(devDependencies).filter((name) => packed.has(name))).toEqual([]);
    expect(packed.has('electron') || packed.has('node') || packed.has('node-api-headers')).toBe(
      false,
    );
    expect(namesOf(/(win32|darwin)[^/]*(\/|\.node$)/)).toEqual([]);
  });

  it('has every fuse as decided', async () => {
    const wire = await getCurrentFuseWire(path.join(dir, 'out/linux-unpacked/pretext-studio'));
    for (const [name, fuse] of Object.entries(FuseV1Options)) {
      if (typeof fuse !== 'number') continue;
      const wanted = fuses[fuse] ? FuseState.ENABLE : FuseState.DISABLE;
      expect(wire[fuse], name).toBe(wanted);
    }
  });

  it('is whole: its code finds all that it imports, and its native parts load', () => {
    // The archive's files beside links to what lies outside it, where Node can run them.
    const app = path.join(dir, 'app');
    for (const { name, unpacked: isOutside } of files) {
      if (isOutside || /^node_modules\/core-js\//.test(name)) continue;
      const target = path.join(app, name);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, extractFile(asar, name, false));
    }
    for (const [name] of new Map(files.filter((f) => f.unpacked).map((f) => [f.name, f]))) {
      const target = path.join(app, name);
      mkdirSync(path.dirname(target), { recursive: true });
      if (!existsSync(target)) symlinkSync(path.join(unpacked, name), target);
    }
    const script = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      await import('./main/app/router/router.js');
      await import('./main/app/studio/studio.js');
      const { tf } = await import('./main/learn/engine/tensorflow.js');
      const sum = tf.tensor1d([1, 2, 3]).sum().dataSync()[0];
      const rows = new (require('better-sqlite3'))(':memory:').prepare('select 1 + 1 as two').all();
      const sharp = require('sharp');
      const image = await sharp({ create: { width: 2, height: 2, channels: 3, background: '#fff' } }).png().toBuffer();
      require('onnxruntime-node');
      console.log(JSON.stringify({ sum, rows, image: image.length > 0 }));
      process.exit(0);
    `;
    writeFileSync(path.join(app, 'check.mjs'), script);
    const args = ['--preserve-symlinks', '--preserve-symlinks-main', path.join(app, 'check.mjs')];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ sum: 6, rows: [{ two: 2 }], image: true });
  });
});
