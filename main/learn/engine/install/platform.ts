import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

const require = createRequire(import.meta.url);

/** The version of TensorFlow's C library that the engine is built on. */
export const TENSORFLOW_VERSION = '2.21.0';

/** Changes whenever the way a bundle is built changes, so that old caches are not used. */
const BUNDLE_REVISION = 1;

/** One folder serves Node 20–24 and Electron 45: the binding asks for N-API 8 only. */
const NAPI_VERSION = 8;

export const BINDING_FILE = 'tfjs_binding.node';
export const MANIFEST_FILE = 'pretext-engine.json';

/** A wheel that holds libtensorflow for one platform. */
export interface Wheel {
  project: string;
  platformTag: string;
  sha256: string;
  libraries: readonly string[];
}

/** Platforms for which the wheel route was tried; on others the official download is used. */
const wheels: Readonly<Record<string, Wheel>> = {
  'linux-x64': {
    project: 'tensorflow-cpu',
    platformTag: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  },
};

export const platformKey = `${process.platform}-${process.arch}`;

export function wheelForThisPlatform(): Wheel | undefined {
  return wheels[platformKey];
}

/** Names one build of the engine; the name of its folder in the cache. */
export const bundleKey = `tensorflow-${TENSORFLOW_VERSION}-${platformKey}-napi${NAPI_VERSION}-r${BUNDLE_REVISION}`;

/** The per-user cache (`PRETEXT_CACHE_DIR` overrides it). */
export function engineCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const override = env['PRETEXT_CACHE_DIR'];
  if (override) return path.join(path.resolve(override), 'engine');
  const base =
    process.platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'))
      : process.platform === 'darwin'
        ? path.join(homedir(), 'Library', 'Caches')
        : (env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'));
  return path.join(base, 'pretext-studio', 'engine');
}

/** The folder of the installed tfjs-node package. */
export function tfjsNodeDir(): string {
  return path.dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
}

/** Where tfjs-node looks for its binding; libtensorflow lies beside it. */
export function installedEngineDir(): string {
  return path.join(tfjsNodeDir(), 'lib', `napi-v${NAPI_VERSION}`);
}

export function nodeApiHeadersDir(): string {
  return path.join(path.dirname(require.resolve('node-api-headers/package.json')), 'include');
}
