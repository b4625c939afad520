import type { TensorMetadata } from '@tensorflow/tfjs-node/dist/tfjs_binding.js';
import { encodeAttributes, type RawAttributes } from './raw-op.ts';
import {
  handleOf,
  handlesOf,
  nativeBackend,
  type Tensor,
  tensorOf,
  type Variable,
} from './tensorflow.ts';
import { unrecorded } from './trace/recording.ts';

/**
 * A variable's twin in TensorFlow: the fused optimizer kernels change such resources in place. The variable
 * itself stays the truth for everybody else; it is read back after each change.
 */
interface Twin {
  /** Handle of the resource. */
  resource: number;
  /** Handle of the value that both have; another one in the variable means that it was assigned since. */
  value: number;
}

const twins = new WeakMap<Variable, Twin>();

/** Makes TensorFlow count references to a resource and free it with its last handle. */
const anonymous = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/**
 * Runs a kernel that changes variables in place, such as `ResourceApplyAdam`: one native call where plain
 * operations need a dozen. Part of a recording like any other operation.
 *
 * @param variables changed in place, float32, the kernel's first inputs
 * @param inputs the kernel's further inputs
 * @throws {Error} TensorFlow's message when the kernel refuses its inputs
 */
export function resourceUpdate(
  kernel: string,
  attributes: RawAttributes,
  variables: readonly Variable[],
  inputs: readonly Tensor[],
): void {
  const { binding } = nativeBackend();
  const resources = variables.map((variable) => unrecorded(() => twinOf(variable)).resource);
  const handles = [...resources, ...handlesOf(inputs)];
  binding.executeOp(kernel, encodeAttributes(attributes), handles, 0);
  unrecorded(() => {
    for (const variable of variables) readBack(variable);
  });
}

/**
 * A variable's value after this step's `resourceUpdate`, for what is computed after the optimizer. In a recording the
 * variable itself would not do: the kernel changed its resource behind the recording's back.
 */
export function updatedValue(variable: Variable): Tensor {
  const twin = twins.get(variable);
  if (twin === undefined || handleOf(variable) !== twin.value) return variable;
  const [value] = executeFloat('ReadVariableOp', 'dtype', [twin.resource]);
  if (value === undefined) throw new Error('a variable without a resource');
  return tensorOf(value);
}

/** Handle of a variable's resource, when it has one. */
export function resourceOf(variable: Variable): number | undefined {
  return twins.get(variable)?.resource;
}

/** Frees the resources of variables that are updated no more. */
export function releaseResources(variables: readonly Variable[]): void {
  for (const variable of variables) {
    const twin = twins.get(variable);
    if (twin !== undefined) nativeBackend().binding.deleteTensor(twin.resource);
    twins.delete(variable);
  }
}

function twinOf(variable: Variable): Twin {
  const { binding } = nativeBackend();
  const twin = twins.get(variable) ?? { resource: makeResource(variable), value: -1 };
  twins.set(variable, twin);
  const value = handleOf(variable);
  if (value !== twin.value) {
    // A copy: the value may lie in JavaScript's memory, which the kernel must not change.
    const [copy] = executeFloat('DeepCopy', 'T', [value]);
    if (copy === undefined) throw new Error('DeepCopy gave nothing');
    binding.executeOp('AssignVariableOp', floatType('dtype'), [twin.resource, copy.id], 0);
    binding.deleteTensor(copy.id);
    twin.value = value;
  }
  return twin;
}

function makeResource(variable: Variable): number {
  const { binding } = nativeBackend();
  const attributes = [
    ...floatType('dtype'),
    { name: 'shape', type: binding.TF_ATTR_SHAPE, value: [...variable.shape] },
    { name: 'shared_name', type: binding.TF_ATTR_STRING, value: anonymous },
  ];
  const [handle] = binding.executeOp('VarHandleOp', attributes, [], 1);
  if (handle === undefined) throw new Error('VarHandleOp gave nothing');
  return handle.id;
}

function readBack(variable: Variable): void {
  const twin = twins.get(variable);
  const [value] = executeFloat('ReadVariableOp', 'dtype', [twin?.resource ?? -1]);
  if (twin === undefined || value === undefined) throw new Error('a variable without a resource');
  const tensor = tensorOf(value);
  variable.assign(tensor as never);
  tensor.dispose();
  twin.value = value.id;
}

function executeFloat(op: string, typeAttribute: string, inputs: number[]): TensorMetadata[] {
  return nativeBackend().binding.executeOp(op, floatType(typeAttribute), inputs, 1);
}

function floatType(name: string): { name: string; type: number; value: number }[] {
  const { binding } = nativeBackend();
  return [{ name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }];
}
