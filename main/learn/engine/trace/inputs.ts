import { nativeBackend, type Tensor, tensorOf } from '../tensorflow.ts';

/** What an input is: bytes (pixels), whole numbers (classes) or numbers. */
export interface InputSpec {
  dtype: 'uint8' | 'int32' | 'float32';
  /** Of the usual batch. */
  shape: readonly number[];
}

/** Arrays that values of each type come in. */
export const inputArrays = {
  uint8: Uint8Array,
  int32: Int32Array,
  float32: Float32Array,
} as const;

/** Values of each input; a batch of another size has more or fewer of them. */
export type FedValues = Readonly<Record<string, Uint8Array | Int32Array | Float32Array>>;

export interface FedInput {
  name: string;
  /** TensorFlow's number of the type. */
  dtype: number;
  shape: readonly number[];
  values: Uint8Array | Int32Array | Float32Array;
}

/** A step's inputs as tensors: `uint8` ones are labelled int32 by tfjs and can only be cast. */
export interface BodyInputs {
  inputs: Record<string, Tensor>;
  numbers: Record<string, Tensor>;
}

/** One step's values, ready to be fed. */
export interface Feed {
  readonly fed: readonly FedInput[];
  /** Whether the shapes are the usual ones. */
  readonly isExpected: boolean;
  readonly shapeKey: string;
  /** Makes tensors of the values; they belong to the caller's tidy. */
  toTensors(): BodyInputs;
}

/**
 * @param numbers become scalars: `step` int32, the others float32
 * @throws {RangeError} when values are missing, of the wrong type, or do not fill a batch
 */
export function feedOf(
  specs: Readonly<Record<string, InputSpec>>,
  batch: FedValues,
  numbers: Readonly<Record<string, number>>,
): Feed {
  const { binding } = nativeBackend();
  let isExpected = true;
  const inputs = Object.entries(specs).map(([name, { dtype, shape }]): FedInput => {
    const values = batch[name];
    if (!(values instanceof inputArrays[dtype]))
      throw new RangeError(`the input "${name}" must be ${dtype}`);
    const [usual = 0, ...rest] = shape;
    const size = rest.reduce((product, each) => product * each, 1);
    const count = values.length / size;
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(`${values.length} values of "${name}" are no batch of [${rest}]`);
    }
    if (count !== usual) isExpected = false;
    return { name, dtype: typeOf(dtype), shape: [count, ...rest], values };
  });
  const scalars = Object.entries(numbers).map(([name, value]): FedInput => {
    const whole = name === 'step';
    return {
      name: `number/${name}`,
      dtype: whole ? binding.TF_INT32 : binding.TF_FLOAT,
      shape: [],
      values: whole ? Int32Array.of(value) : Float32Array.of(value),
    };
  });
  const fed = [...inputs, ...scalars];
  return {
    fed,
    isExpected,
    shapeKey: inputs.map(({ shape }) => shape.join('×')).join(' '),
    toTensors: () => bodyInputs(fed.map((each) => [each.name, tensorOf(metadataOf(each))])),
  };
}

/** Sorts tensors by name into inputs and numbers. */
export function bodyInputs(tensors: readonly (readonly [string, Tensor])[]): BodyInputs {
  const result: BodyInputs = { inputs: {}, numbers: {} };
  for (const [name, tensor] of tensors) {
    if (name.startsWith('number/')) result.numbers[name.slice('number/'.length)] = tensor;
    else result.inputs[name] = tensor;
  }
  return result;
}

/** Values that a graph is fed as one tensor, for work operation by operation; it belongs to the caller's tidy. */
export function tensorOfFed({ dtype, shape }: InputSpec, values: FedInput['values']): Tensor {
  return tensorOf(metadataOf({ name: 'input', dtype: typeOf(dtype), shape, values }));
}

/** TensorFlow's number of a type. */
export function typeOf(dtype: InputSpec['dtype']): number {
  const { binding } = nativeBackend();
  return { uint8: binding.TF_UINT8, int32: binding.TF_INT32, float32: binding.TF_FLOAT }[dtype];
}

/** Hands an input's values over to TensorFlow, which shares them: they must not be changed any more. */
export function handOver({ shape, dtype, values }: FedInput): number {
  return nativeBackend().binding.createTensor([...shape], dtype, values);
}

function metadataOf(input: FedInput): { id: number; shape: number[]; dtype: number } {
  return { id: handOver(input), shape: [...input.shape], dtype: input.dtype };
}
