import type { TFEOpAttr } from '@tensorflow/tfjs-node/dist/tfjs_binding.js';
import { nativeBackend } from '../tensorflow.ts';
import { type Attribute, type GraphNode, protoShape } from './proto.ts';
import {
  type RecordedConstant,
  type RecordedOp,
  type Recording,
  untraceable,
} from './recording.ts';

/** In a training step, larger constants must be inputs or variables. */
const largestConstantBytes = 4 * 1024 * 1024;

/** Types that tfjs leaves to eager execution to find out: attribute, and the input whose type it is. */
const leftOut: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ExpandDims: { T: 0, Tdim: 1 },
};

/** A graph's variable: its name, type and shape. */
export interface GraphVariable {
  name: string;
  shape: readonly number[];
}

/** Writes a recording down as the nodes of a TensorFlow graph. */
export class TensorflowGraph {
  readonly nodes: GraphNode[] = [];
  readonly #recording: Recording;
  readonly #largestConstant: number;
  /** `node:output` by handle. */
  readonly #sources = new Map<number, string>();
  /** TensorFlow's number of the type, by handle. */
  readonly #dtypes = new Map<number, number>();
  /** Variable by the handle of its resource. */
  readonly #resources = new Map<number, GraphVariable>();
  /** What has touched a variable last: reads since the last write, or that write. */
  readonly #lastTouches = new Map<string, string[]>();
  readonly #names = new Set<string>();
  /** Nodes that change variables. */
  readonly #updates: string[] = [];

  /** @param largestConstant bytes; larger ones are refused */
  constructor(recording: Recording, largestConstant = largestConstantBytes) {
    this.#recording = recording;
    this.#largestConstant = largestConstant;
  }

  /** What is fed: @returns its name for feeding */
  addInput(name: string, dtype: number, shape: readonly number[], handle?: number): string {
    const node = this.add('Placeholder', name, [], {
      dtype: { type: dtype },
      shape: { shape: protoShape(shape) },
    });
    if (handle !== undefined) this.#setSource(handle, `${node}:0`, dtype);
    return `${node}:0`;
  }

  /** A variable kept in the graph; what reads `value` reads it, what gets `resource` changes it. */
  addVariable(variable: GraphVariable, handles: { value?: number; resource?: number }): void {
    const { binding } = nativeBackend();
    const { name, shape } = variable;
    const attributes = {
      dtype: { type: binding.TF_FLOAT },
      shape: { shape: protoShape(shape) },
      shared_name: { s: Buffer.from(name) },
    };
    if (!this.#names.has(variableNode(name))) {
      this.add('VarHandleOp', variableNode(name), [], attributes);
      const read = this.add('ReadVariableOp', readNode(name), [variableNode(name)], {
        dtype: { type: binding.TF_FLOAT },
      });
      this.#lastTouches.set(name, [read]);
    }
    if (handles.value !== undefined) {
      this.#setSource(handles.value, `${readNode(name)}:0`, binding.TF_FLOAT);
    }
    if (handles.resource !== undefined) this.#resources.set(handles.resource, variable);
  }

  /** Name of a variable's value, for fetching. */
  valueOf(variable: GraphVariable): string {
    return `${readNode(variable.name)}:0`;
  }

  /** Adds all recorded operations that `wanted` or a change of a variable depends on. */
  addOperations(wanted: readonly number[]): void {
    for (const op of this.#needed(wanted)) this.#addOperation(op);
  }

  /** Where a handle's value comes from; values from outside the recording become constants. */
  sourceOf(handle: number): string {
    const source = this.#sources.get(handle);
    if (source !== undefined) return source;
    const constant = this.#recording.constants.get(handle) ?? outsideValue(handle);
    const name = this.#addConstant(constant);
    this.#setSource(handle, name, constant.dtype);
    return name;
  }

  /** Sets a variable to a value at the end of the step. */
  assign(variable: GraphVariable, source: string): void {
    const { name } = variable;
    const node = this.set(variable, source, this.#lastTouches.get(name) ?? []);
    this.#lastTouches.set(name, [node]);
    this.#updates.push(node);
  }

  /** A node that sets a variable, after others. @returns its name */
  set(variable: GraphVariable, source: string, after: readonly string[] = []): string {
    const inputs = [variableNode(variable.name), source, ...after.map((node) => `^${node}`)];
    return this.add('AssignVariableOp', `assign/${variable.name}`, inputs, {
      dtype: { type: nativeBackend().binding.TF_FLOAT },
    });
  }

  /** A fetchable value that is there only when all changes of variables have been made. */
  afterUpdates(name: string, source: string, dtype: number): string {
    const node = this.add('Identity', name, [source, ...this.#updates.map((each) => `^${each}`)], {
      T: { type: dtype },
    });
    return `${node}:0`;
  }

  /** @returns the node's name, made unique */
  add(op: string, wantedName: string, input: string[], attr: Record<string, Attribute>): string {
    let name = wantedName;
    for (let n = 1; this.#names.has(name); n++) name = `${wantedName}_${n}`;
    this.#names.add(name);
    this.nodes.push({ name, op, input, attr });
    return name;
  }

  #needed(wanted: readonly number[]): RecordedOp[] {
    const needed = new Set(wanted);
    const kept: RecordedOp[] = [];
    for (const op of this.#recording.ops.toReversed()) {
      const changes = op.inputs.some((input) => this.#resources.has(input));
      if (!changes && !op.outputs.some(({ id }) => needed.has(id))) continue;
      for (const input of op.inputs) needed.add(input);
      kept.push(op);
    }
    return kept.reverse();
  }

  #addOperation({ name: op, attributes, inputs, outputs }: RecordedOp): void {
    const touched = inputs.flatMap((input) => this.#resources.get(input)?.name ?? []);
    const sources = inputs.map((input) => {
      const variable = this.#resources.get(input);
      return variable === undefined ? this.sourceOf(input) : variableNode(variable.name);
    });
    // Changes of one variable happen in the order in which they were recorded, after its reads.
    const after = new Set(touched.flatMap((name) => this.#lastTouches.get(name) ?? []));
    const attr = Object.fromEntries(
      attributes.map((each) => [each.name, encodeAttribute(op, each)]),
    );
    for (const [name, input] of Object.entries(leftOut[op] ?? {})) {
      attr[name] ??= { type: this.#dtypes.get(inputs[input] ?? -1) ?? 0 };
    }
    const node = this.add(op, op, [...sources, ...[...after].map((each) => `^${each}`)], attr);
    for (const [index, { id, dtype }] of outputs.entries()) {
      this.#setSource(id, `${node}:${index}`, dtype);
    }
    for (const name of touched) this.#lastTouches.set(name, [node]);
    if (touched.length > 0) this.#updates.push(node);
  }

  #setSource(handle: number, source: string, dtype: number): void {
    this.#sources.set(handle, source);
    this.#dtypes.set(handle, dtype);
  }

  #addConstant({ shape, dtype, values }: RecordedConstant): string {
    if (values.byteLength > this.#largestConstant) {
      throw untraceable(
        `uses a constant of ${values.byteLength} bytes, shape [${shape.join(', ')}]`,
        'Make it an input or a variable of the step.',
      );
    }
    const content = Buffer.from(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice(),
    );
    const node = this.add('Const', 'constant', [], {
      dtype: { type: dtype },
      value: { tensor: { dtype, shape: protoShape(shape), content } },
    });
    return `${node}:0`;
  }
}

const variableNode = (name: string): string => `variable/${name}`;
const readNode = (name: string): string => `read/${name}`;

/** The value of a tensor made before the recording: a captured constant. */
function outsideValue(handle: number): RecordedConstant {
  const { binding } = nativeBackend();
  // An operation that copies nothing tells the shape and the type of a handle.
  const [found] = binding.executeOp('Identity', [], [handle], 1);
  if (found === undefined) throw new Error('Identity gave nothing');
  const values = binding.tensorDataSync(found.id);
  binding.deleteTensor(found.id);
  return { shape: found.shape, dtype: found.dtype, values };
}

function encodeAttribute(op: string, { name, type, value }: TFEOpAttr): Attribute {
  const { binding } = nativeBackend();
  const list = Array.isArray(value);
  if (type === binding.TF_ATTR_TYPE) return { type: value as number };
  if (type === binding.TF_ATTR_STRING) return { s: Buffer.from(value as string) };
  if (type === binding.TF_ATTR_INT) return list ? { list: { i: value } } : { i: value as number };
  if (type === binding.TF_ATTR_FLOAT) return list ? { list: { f: value } } : { f: value as number };
  if (type === binding.TF_ATTR_BOOL) {
    return list ? { list: { b: value as unknown as boolean[] } } : { b: value as boolean };
  }
  if (type === binding.TF_ATTR_SHAPE) return { shape: protoShape(value as number[]) };
  throw untraceable(
    `runs the operation ${op} with the attribute "${name}" of an unknown kind (${type})`,
    'Use another operation.',
  );
}
