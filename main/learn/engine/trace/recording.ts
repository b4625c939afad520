import type {
  TensorMetadata,
  TFEOpAttr,
  TFJSBinding,
} from '@tensorflow/tfjs-node/dist/tfjs_binding.js';
import { PretextError } from '../../../../shared/errors.ts';
import { nativeBackend } from '../tensorflow.ts';

/** One native call: an operation, its attributes, and the handles of its inputs and outputs. */
export interface RecordedOp {
  name: string;
  attributes: readonly TFEOpAttr[];
  inputs: readonly number[];
  outputs: readonly TensorMetadata[];
}

/** A value that JavaScript made while it was recorded. */
export interface RecordedConstant {
  shape: readonly number[];
  /** TensorFlow's number of the type. */
  dtype: number;
  values: ArrayBufferView;
}

/** Every native call of some work, in order. */
export interface Recording {
  ops: RecordedOp[];
  /** By handle. */
  constants: Map<number, RecordedConstant>;
}

interface Active {
  recording: Recording;
  native: TFJSBinding;
  recorder: TFJSBinding;
  /** Handles whose values depend on the recorded work. */
  computed: Set<number>;
}

let active: Active | undefined;

/**
 * Runs some work and writes down each operation that it runs, whoever runs it: tfjs's kernels, gradients,
 * or our own raw operations all go through the backend's binding.
 *
 * @throws {PretextError} `untraceable` when the work reads a computed value, which a graph cannot do
 */
export function record(work: () => void): Recording {
  if (active !== undefined) throw new Error('a recording is under way already');
  const backend = nativeBackend();
  const native = backend.binding;
  const recording: Recording = { ops: [], constants: new Map() };
  const computed = new Set<number>();
  const watched = {
    createTensor(shape: number[], dtype: number, values: ArrayBufferView): number {
      const id = native.createTensor(shape, dtype, values as never);
      if (!ArrayBuffer.isView(values)) {
        throw untraceable('makes a tensor of text', 'Text cannot be part of a graph.');
      }
      recording.constants.set(id, { shape: [...shape], dtype, values });
      return id;
    },
    executeOp(name: string, attributes: TFEOpAttr[], inputs: number[], outputCount: number) {
      const outputs = native.executeOp(name, attributes, inputs, outputCount);
      recording.ops.push({ name, attributes: [...attributes], inputs: [...inputs], outputs });
      for (const { id } of outputs) computed.add(id);
      return outputs;
    },
    tensorDataSync(id: number) {
      if (computed.has(id)) {
        const op = recording.ops.find(({ outputs }) => outputs.some((output) => output.id === id));
        throw untraceable(
          `reads the value of a tensor (of the operation ${op?.name ?? 'unknown'}) in the middle`,
          'Compute with tensors only, without data(), dataSync() or array().',
        );
      }
      return native.tensorDataSync(id);
    },
  } satisfies Partial<Record<keyof TFJSBinding, unknown>>;
  // Its properties are read-only, so that plain assignment would not do.
  const recorder = Object.create(native, Object.getOwnPropertyDescriptors(watched)) as TFJSBinding;
  active = { recording, native, recorder, computed };
  backend.binding = recorder;
  try {
    work();
    return recording;
  } finally {
    backend.binding = native;
    active = undefined;
  }
}

/** Runs work that shall not become part of the recording that is under way, if one is. */
export function unrecorded<T>(work: () => T): T {
  if (active === undefined) return work();
  const backend = nativeBackend();
  backend.binding = active.native;
  try {
    return work();
  } finally {
    backend.binding = active.recorder;
  }
}

/** Says what a graph cannot express, and the way out. */
export function untraceable(what: string, remedy: string): PretextError {
  return new PretextError('untraceable', `This step cannot become a graph: it ${what}.`, {
    remedy: `${remedy} Or run the step eagerly: slower, but without this limit.`,
  });
}
