import { existsSync } from 'node:fs';
import path from 'node:path';
import util from 'node:util';
import { messageOf, PretextError } from '../../../shared/errors.ts';
import { BINDING_FILE, installedEngineDir } from './install/platform.ts';

type Tensorflow = typeof import('@tensorflow/tfjs-node');

/** TensorFlow reads these once, before its library loads: set them in a child's environment. */
export interface EngineThreads {
  intraOp: number;
  interOp: number;
}

/** The environment for a process that will load the engine. */
export function engineEnvironment(threads?: EngineThreads): NodeJS.ProcessEnv {
  return {
    TF_ENABLE_ONEDNN_OPTS: '1',
    TF_CPP_MIN_LOG_LEVEL: '2',
    ...(threads === undefined
      ? {}
      : {
          TF_NUM_INTRAOP_THREADS: String(threads.intraOp),
          TF_NUM_INTEROP_THREADS: String(threads.interOp),
        }),
  };
}

let loaded: Tensorflow | undefined;

/**
 * Loads tfjs-node on its native library, once per process.
 * @throws {PretextError} `engine-missing` when the native library is not there or does not load
 */
export async function loadTensorflow(): Promise<Tensorflow> {
  if (loaded !== undefined) return loaded;
  if (!existsSync(path.join(installedEngineDir(), BINDING_FILE))) {
    throw new PretextError('engine-missing', 'The learning engine is not installed.', {
      path: installedEngineDir(),
      remedy: 'Run "npm run -s pretext -- doctor --fix".',
    });
  }
  for (const [name, value] of Object.entries(engineEnvironment())) process.env[name] ??= value;
  // Node 23 removed util.isNullOrUndefined, which tfjs-node 4.22 still calls.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
  try {
    const module = (await import('@tensorflow/tfjs-node')) as Tensorflow & { default?: Tensorflow };
    loaded = module.default ?? module;
  } catch (error) {
    throw new PretextError(
      'engine-missing',
      `The learning engine does not load: ${messageOf(error)}`,
      {
        path: installedEngineDir(),
        remedy: 'Run "npm run -s pretext -- doctor --fix".',
        cause: error,
      },
    );
  }
  return loaded;
}
