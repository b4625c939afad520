import type { TFEOpAttr } from '@tensorflow/tfjs-node/dist/tfjs_binding.js';
import { nativeBackend, type Tensor } from './tensorflow.ts';

/** Attributes of a TensorFlow operation, by name; `type` values are tfjs dtypes. */
export interface RawAttributes {
  types?: Readonly<Record<string, 'float32' | 'int32' | 'bool' | 'uint8'>>;
  strings?: Readonly<Record<string, string>>;
  bools?: Readonly<Record<string, boolean>>;
  floats?: Readonly<Record<string, number>>;
  ints?: Readonly<Record<string, number>>;
}

/**
 * Runs one TensorFlow operation by its registered name. Not differentiable by itself: wrap it
 * in `tf.customGrad` where a gradient is needed.
 * @throws {Error} TensorFlow's message when the operation refuses its inputs
 */
export function rawOp(
  name: string,
  attributes: RawAttributes,
  inputs: readonly Tensor[],
  outputs = 1,
): Tensor[] {
  const backend = nativeBackend();
  return backend.executeMultipleOutputs(name, encodeAttributes(attributes), [...inputs], outputs);
}

/** `rawOp` for an operation with one output. */
export function rawOp1(name: string, attributes: RawAttributes, inputs: readonly Tensor[]): Tensor {
  const [output] = rawOp(name, attributes, inputs, 1);
  if (output === undefined) throw new Error(`${name} returned no tensor`);
  return output;
}

/** Attributes as the native binding takes them. */
export function encodeAttributes(attributes: RawAttributes): TFEOpAttr[] {
  const { binding } = nativeBackend();
  const dtypes = {
    float32: binding.TF_FLOAT,
    int32: binding.TF_INT32,
    bool: binding.TF_BOOL,
    uint8: binding.TF_UINT8,
  };
  const list: TFEOpAttr[] = [];
  const add = (name: string, type: number, value: TFEOpAttr['value']): void => {
    list.push({ name, type, value });
  };
  for (const [name, value] of Object.entries(attributes.types ?? {})) {
    add(name, binding.TF_ATTR_TYPE, dtypes[value]);
  }
  for (const [name, value] of Object.entries(attributes.strings ?? {})) {
    add(name, binding.TF_ATTR_STRING, value);
  }
  for (const [name, value] of Object.entries(attributes.bools ?? {})) {
    add(name, binding.TF_ATTR_BOOL, value);
  }
  for (const [name, value] of Object.entries(attributes.floats ?? {})) {
    add(name, binding.TF_ATTR_FLOAT, value);
  }
  for (const [name, value] of Object.entries(attributes.ints ?? {})) {
    add(name, binding.TF_ATTR_INT, value);
  }
  return list;
}
