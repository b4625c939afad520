import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { messageOf, PretextError } from '../../../../shared/errors.ts';
import { readManifest, removeStaleLeftovers } from './bundle.ts';
import { runCommand } from './command.ts';
import {
  BINDING_FILE,
  bundleKey,
  engineCacheDir,
  installedEngineDir,
  platformKey,
} from './platform.ts';
import { parseSources, runSource, type SourceName } from './sources.ts';

export interface InstallOptions {
  env?: NodeJS.ProcessEnv;
  report?: (line: string) => void;
}

export interface InstallResult {
  /** Where the engine came from; `installed` when a working one was already in place. */
  source: SourceName | 'installed';
  seconds: number;
}

/** True when an engine of this program's build, or tfjs-node's official one, is in place. */
export function engineIsInstalled(): boolean {
  return existsSync(path.join(installedEngineDir(), BINDING_FILE));
}

/**
 * Runs a convolution and its gradient in a process of its own.
 * @throws {Error} when the engine does not load or computes wrong numbers
 */
export async function verifyEngine(): Promise<void> {
  await runCommand(process.execPath, [path.join(import.meta.dirname, 'verify-child.ts')], {
    timeout: 120_000,
  });
}

/**
 * Puts the native engine in place and verifies it. Tries, in the order of
 * `PRETEXT_ENGINE_SOURCES` (default `cache,wheel,official`), until one works.
 * @throws {PretextError} `engine-install` when none does; no half-installed engine stays behind
 */
export async function installEngine(options: InstallOptions = {}): Promise<InstallResult> {
  const env = options.env ?? process.env;
  const report = options.report ?? ((): void => undefined);
  const started = Date.now();
  const seconds = (): number => Math.round((Date.now() - started) / 100) / 10;
  const target = installedEngineDir();
  removeStaleLeftovers(path.dirname(target));
  if (engineIsInstalled() && readManifest(target) !== undefined) {
    const fault = await verifyEngine().then(() => undefined, messageOf);
    if (fault === undefined) {
      report('the engine is in place and works');
      return { source: 'installed', seconds: seconds() };
    }
    report(`the installed engine does not work (${firstLine(fault)}); setting it up again`);
  }
  const cacheDir = engineCacheDir(env);
  mkdirSync(cacheDir, { recursive: true });
  removeStaleLeftovers(cacheDir);
  const mirror = env['PRETEXT_ENGINE_MIRROR'] || undefined;
  const failures: string[] = [];
  for (const name of parseSources(env['PRETEXT_ENGINE_SOURCES'])) {
    report(`engine from ${name}:`);
    try {
      const cachedBundle = path.join(cacheDir, bundleKey);
      await runSource(name, { cachedBundle, mirror, env, report: (line) => report(`  ${line}`) });
      report('  verifying with a convolution and its gradient');
      await verifyEngine();
      report(`engine ready after ${seconds()} s`);
      return { source: name, seconds: seconds() };
    } catch (error) {
      rmSync(target, { recursive: true, force: true });
      failures.push(`${name}: ${messageOf(error)}`);
      report(`  not available: ${firstLine(messageOf(error))}`);
    }
  }
  throw new PretextError(
    'engine-install',
    `No learning engine could be set up on ${platformKey}.\n${failures.join('\n')}`,
    {
      path: target,
      remedy:
        'Needed are Python 3 with pip and a C++ compiler (Debian: python3-pip g++) and a PyPI registry that ' +
        'pip can reach, or a mirror of it in PRETEXT_ENGINE_MIRROR. Then run "npm run -s pretext -- doctor --fix".',
    },
  );
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
