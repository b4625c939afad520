import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleKey, installedEngineDir } from '../../main/learn/engine/install/platform.ts';

const root = path.join(import.meta.dirname, '../..');
const install = 'main/learn/engine/install/postinstall.ts';
const tfjsNode = 'node_modules/@tensorflow/tfjs-node';

export interface SetUp {
  code: number | null;
  output: string;
}

/**
 * A copy of the program without an engine, in which the engine's set-up can be run and killed
 * without touching the engine that the tests themselves use.
 */
export class EngineSandbox {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'pretext-engine-'));
  readonly cache = path.join(this.dir, 'cache');

  constructor() {
    for (const part of ['main/learn', 'main/files', 'shared', 'package.json']) {
      cpSync(path.join(root, part), path.join(this.dir, part), { recursive: true });
    }
    const modules = path.join(this.dir, 'node_modules');
    mkdirSync(path.join(modules, '@tensorflow'), { recursive: true });
    for (const name of packagesIn(path.join(root, 'node_modules'))) {
      const target = path.join(modules, name);
      mkdirSync(path.dirname(target), { recursive: true });
      const source = path.join(root, 'node_modules', name);
      if (name !== '@tensorflow/tfjs-node') symlinkSync(source, target);
      else {
        const isEngine = (file: string): boolean => /tfjs-node\/(lib|deps)$/.test(file);
        cpSync(source, target, { recursive: true, filter: (file) => !isEngine(file) });
      }
    }
  }

  /** Runs the set-up to its end. @param env on top of this process's own */
  async setUp(env: NodeJS.ProcessEnv = {}): Promise<SetUp> {
    return await ended(this.start(env));
  }

  /** Starts the set-up in a process group of its own. */
  start(env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn(process.execPath, [path.join(this.dir, install)], {
      cwd: this.dir,
      env: { ...process.env, PRETEXT_CACHE_DIR: this.cache, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  }

  /** The folder that the engine is loaded from: complete, or not there. */
  get installed(): string {
    return path.join(this.dir, tfjsNode, 'lib/napi-v8');
  }

  /** Everything below the folder that the engine is loaded from and below the cache. */
  leftovers(): string[] {
    return [path.dirname(this.installed), path.join(this.cache, 'engine')].flatMap((dir) =>
      existsSync(dir) ? readdirSync(dir) : [],
    );
  }

  /** Puts this installation's engine into the sandbox's cache; returns its folder there. */
  fillCache(): string {
    const bundle = path.join(this.cache, 'engine', bundleKey);
    mkdirSync(bundle, { recursive: true });
    for (const name of readdirSync(installedEngineDir())) {
      const [from, to] = [path.join(installedEngineDir(), name), path.join(bundle, name)];
      // The libraries are large and only read; the small files are copies that a test may spoil.
      if (name.includes('.so')) symlinkSync(from, to);
      else cpSync(from, to);
    }
    return bundle;
  }

  /** A program of a few shell lines in place of Python or the compiler. */
  fakeProgram(name: string, ...lines: string[]): string {
    const file = path.join(this.dir, name);
    writeFileSync(file, ['#!/bin/sh', ...lines].join('\n'));
    chmodSync(file, 0o755);
    return file;
  }
}

export async function ended(child: ChildProcess): Promise<SetUp> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, output };
}

function packagesIn(modules: string): string[] {
  return readdirSync(modules).flatMap((name) =>
    name.startsWith('@')
      ? readdirSync(path.join(modules, name)).map((inner) => `${name}/${inner}`)
      : name.startsWith('.')
        ? []
        : [name],
  );
}
