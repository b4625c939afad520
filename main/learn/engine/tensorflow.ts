import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js';
import { messageOf, PretextError } from '../../../shared/errors.ts';
import { BINDING_FILE, installedEngineDir } from './install/platform.ts';

export type { Tensor, Variable } from '@tensorflow/tfjs-core';

type Tensorflow = typeof import('@tensorflow/tfjs-node');

const require = createRequire(import.meta.url);
const remedy = 'Run "npm run -s pretext -- doctor --fix".';

let loaded: Tensorflow | undefined;

/** The environment for a process that will load the engine: TensorFlow reads it once, at load. */
export function engineEnvironment(threads?: number): NodeJS.ProcessEnv {
  return {
    TF_ENABLE_ONEDNN_OPTS: '1',
    TF_CPP_MIN_LOG_LEVEL: '2',
    ...(threads === undefined ? {} : { TF_NUM_INTRAOP_THREADS: String(threads) }),
  };
}

function load(): Tensorflow {
  if (loaded !== undefined) return loaded;
  if (!existsSync(path.join(installedEngineDir(), BINDING_FILE))) {
    throw new PretextError('engine-missing', 'The learning engine is not installed.', {
      path: installedEngineDir(),
      remedy,
    });
  }
  for (const [name, value] of Object.entries(engineEnvironment())) process.env[name] ??= value;
  // Node 23 removed util.isNullOrUndefined, which tfjs-node 4.22 still calls.
  const isNullOrUndefined = (value: unknown): boolean => value === null || value === undefined;
  Object.assign(util, { isNullOrUndefined });
  Object.assign(require('node:util') as object, { isNullOrUndefined });
  try {
    loaded = require('@tensorflow/tfjs-node') as Tensorflow;
  } catch (error) {
    throw new PretextError(
      'engine-missing',
      `The learning engine does not load: ${messageOf(error)}`,
      { path: installedEngineDir(), remedy, cause: error },
    );
  }
  return loaded;
}

/**
 * tfjs-node on its native library, loaded at first use: registries of methods can be read
 * by processes that never compute.
 * @throws {PretextError} `engine-missing`, at first use, when the library is not there or does not load
 */
export const tf: Tensorflow = new Proxy({} as Tensorflow, {
  get: (_, name) => Reflect.get(load(), name) as unknown,
});

/** The native backend, for operations that tfjs has no name for. */
export function nativeBackend(): NodeJSKernelBackend {
  return tf.backend() as unknown as NodeJSKernelBackend;
}
