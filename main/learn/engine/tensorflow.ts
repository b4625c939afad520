import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import util from 'node:util';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js';
import type { TensorMetadata } from '@tensorflow/tfjs-node/dist/tfjs_binding.js';
import { messageOf, PretextError } from '../../../shared/errors.ts';
import { replaceGather } from './gather.ts';
import { BINDING_FILE, installedEngineDir } from './install/platform.ts';
import { replaceSumGradients } from './sum-gradients.ts';

export type { Tensor, Variable } from '@tensorflow/tfjs-core';

type Tensorflow = typeof import('@tensorflow/tfjs-node');

const require = createRequire(import.meta.url);
const help = {
  remedy: 'Install Pretext Studio again: that sets the learning engine up.',
  next: { do: 'set-up-engine' },
} as const;

let loaded: Tensorflow | undefined;

/** Threads of the engine; what is left out follows from the machine. */
export interface EngineThreads {
  /** That one operation may use. Default: one a core. */
  intraOp?: number | undefined;
  /** Operations at a time. Default: two, the gradients of a layer's input and of its weights; one on one core. */
  interOp?: number | undefined;
}

/**
 * The environment for a process that will load the engine: TensorFlow reads it once, at load. What a person has set
 * in the environment stands unless `threads` says otherwise.
 */
export function engineEnvironment(threads: EngineThreads = {}): Record<string, string> {
  const cores = availableParallelism();
  const { TF_NUM_INTRAOP_THREADS, TF_NUM_INTEROP_THREADS } = process.env;
  return {
    TF_ENABLE_ONEDNN_OPTS: '1',
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_NUM_INTRAOP_THREADS: String(threads.intraOp ?? TF_NUM_INTRAOP_THREADS ?? cores),
    TF_NUM_INTEROP_THREADS: String(threads.interOp ?? TF_NUM_INTEROP_THREADS ?? Math.min(2, cores)),
  };
}

function load(): Tensorflow {
  if (loaded !== undefined) return loaded;
  if (!existsSync(path.join(installedEngineDir(), BINDING_FILE))) {
    throw new PretextError('engine-missing', 'The learning engine is not installed.', {
      path: installedEngineDir(),
      ...help,
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
      { path: installedEngineDir(), ...help, cause: error },
    );
  }
  replaceGather(loaded);
  replaceSumGradients(loaded);
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

/** What the backend does not show in its types: it lets tensors and native handles become each other. */
interface HandleKeeper {
  createOutputTensor(metadata: TensorMetadata): Tensor;
  getInputTensorIds(tensors: readonly Tensor[]): number[];
}

function handleKeeper(): HandleKeeper {
  return tf.backend() as unknown as HandleKeeper;
}

/** A native value as a tensor, which owns it from now on. */
export function tensorOf(metadata: TensorMetadata): Tensor {
  return handleKeeper().createOutputTensor(metadata);
}

/** Native handles of tensors; values that JavaScript still holds are handed over first. */
export function handlesOf(tensors: readonly Tensor[]): number[] {
  return handleKeeper().getInputTensorIds(tensors);
}

/** Native handle of a tensor, as `handlesOf`. */
export function handleOf(tensor: Tensor): number {
  const [handle] = handlesOf([tensor]);
  if (handle === undefined) throw new Error('a tensor without a handle');
  return handle;
}
