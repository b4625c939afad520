import type { TensorMetadata } from '@tensorflow/tfjs-node/dist/tfjs_binding.js';
import { messageOf, PretextError } from '../../../../shared/errors.ts';
import { releaseResources, resourceOf } from '../resource-update.ts';
import { handleOf, handlesOf, nativeBackend, type Tensor, tensorOf, tf } from '../tensorflow.ts';
import { TensorflowGraph } from './graph-builder.ts';
import { bodyInputs, type FedInput, type Feed, handOver } from './inputs.ts';
import { type RecordedConstant, type Recording, record, untraceable } from './recording.ts';
import { GraphSession } from './session.ts';
import type { NamedVariable, StepBody, StepResult, StepValues } from './step.ts';

interface Trace {
  recording: Recording;
  /** Handles of the inputs. */
  inputs: Map<string, number>;
  /** Handles of the variables' values before and after, in their order. */
  before: number[];
  after: number[];
  loss: number;
  metrics: [string, number][];
}

/** One step for batches of one shape as one graph, with its variables inside. */
export class TracedStep {
  readonly #variables: readonly NamedVariable[];
  readonly #session: GraphSession;
  readonly #reads: string[];
  readonly #writes: string[];
  readonly #written: string;
  readonly #result: string;
  readonly #metricNames: readonly string[];

  /**
   * @param feed a real batch: the step is run on it twice, and the variables are put back
   * @throws {PretextError} `untraceable` with what a graph cannot express
   */
  constructor(body: StepBody, variables: readonly NamedVariable[], feed: Feed) {
    this.#variables = variables;
    const first = trace(body, variables, feed.fed);
    // Numbers that JavaScript made anew in each step would be frozen: a second trace shows them.
    checkSame(first, trace(body, variables, feed.fed));
    const graph = new TensorflowGraph(first.recording);
    for (const { name, dtype, shape } of feed.fed) {
      graph.addInput(name, dtype, shape, first.inputs.get(name));
    }
    variables.forEach(({ name, variable }, i) => {
      const resource = resourceOf(variable);
      graph.addVariable(
        { name, shape: variable.shape },
        { value: first.before[i] ?? -1, ...(resource === undefined ? {} : { resource }) },
      );
    });
    const inPlace = new Set(first.recording.ops.flatMap(({ inputs }) => inputs));
    const assigned = variables.flatMap(({ name, variable }, i) => {
      const after = first.after[i] ?? -1;
      if (after === first.before[i] || inPlace.has(resourceOf(variable) ?? -1)) return [];
      return [{ variable: { name, shape: variable.shape }, after }];
    });
    const scalars = [first.loss, ...first.metrics.map(([, handle]) => handle)];
    graph.addOperations([...scalars, ...assigned.map(({ after }) => after)]);
    for (const { variable, after } of assigned) graph.assign(variable, graph.sourceOf(after));
    this.#result = addResult(graph, scalars);
    this.#metricNames = first.metrics.map(([name]) => name);
    this.#reads = variables.map(({ name, variable }) =>
      graph.valueOf({ name, shape: variable.shape }),
    );
    [this.#writes, this.#written] = addWriting(graph, variables);
    this.#session = new GraphSession(graph.nodes);
    // The graph has its own; those that tracing made would only take up memory.
    releaseResources(variables.map(({ variable }) => variable));
  }

  /** @throws {PretextError} `training-failed` with TensorFlow's message */
  run(feed: Feed): StepResult {
    const feeds = new Map(feed.fed.map((each) => [`${each.name}:0`, handOver(each)]));
    let values: number[];
    try {
      values = takeValues(this.#run(feeds, [this.#result])[0]);
    } finally {
      for (const handle of feeds.values()) nativeBackend().binding.deleteTensor(handle);
    }
    const [loss = Number.NaN, ...metrics] = values;
    return {
      loss,
      metrics: Object.fromEntries(this.#metricNames.map((name, i) => [name, metrics[i] ?? NaN])),
    };
  }

  /** Variables ← graph. */
  read(): void {
    this.#run(new Map(), this.#reads).forEach((metadata, i) => {
      const value = tensorOf(metadata);
      this.#variables[i]?.variable.assign(value as never);
      value.dispose();
    });
  }

  /** Graph ← variables. */
  write(): void {
    const feeds = new Map(
      this.#variables.map(({ variable }, i) => [this.#writes[i] ?? '', handleOf(variable)]),
    );
    const [written] = this.#run(feeds, [this.#written]);
    takeValues(written);
  }

  dispose(): void {
    this.#session.dispose();
  }

  #run(feeds: ReadonlyMap<string, number>, outputs: readonly string[]): TensorMetadata[] {
    try {
      return this.#session.run(feeds, outputs);
    } catch (error) {
      throw new PretextError('training-failed', `TensorFlow stopped: ${messageOf(error)}`, {
        remedy: 'If memory was short, use smaller batches or a smaller encoder.',
        cause: error,
      });
    }
  }
}

function trace(
  body: StepBody,
  variables: readonly NamedVariable[],
  fed: readonly FedInput[],
): Trace {
  let result: Trace | undefined;
  tf.tidy(() => {
    const originals = variables.map(({ variable }) => variable.clone() as unknown as Tensor);
    separateValues(variables);
    const before = variables.map(({ variable }) => handleOf(variable));
    // Copies: TensorFlow may hold these values for longer than this batch lasts.
    const handles = fed.map((input) => handOver({ ...input, values: input.values.slice() }));
    const tensors = fed.map(({ name, shape, dtype }, i): readonly [string, Tensor] => [
      name,
      tensorOf({ id: handles[i] ?? -1, shape: [...shape], dtype }),
    ]);
    let values: StepValues | undefined;
    try {
      const recording = record(() => {
        values = body(bodyInputs(tensors));
        // What JavaScript still holds gets its handle here, where that is recorded.
        handlesOf([values.loss, ...Object.values(values.metrics)]);
        handlesOf(variables.map(({ variable }) => variable));
      });
      if (values === undefined) throw new Error('the step gave nothing');
      const { loss, metrics } = values;
      result = {
        recording,
        inputs: new Map(fed.map(({ name }, i) => [name, handles[i] ?? -1])),
        before,
        after: variables.map(({ variable }) => handleOf(variable)),
        loss: handleOf(loss),
        metrics: Object.entries(metrics).map(([name, metric]) => [name, handleOf(metric)]),
      };
    } finally {
      if (values !== undefined) tf.dispose([values.loss, values.metrics] as never);
      for (const [i, { variable }] of variables.entries()) {
        variable.assign(originals[i] as never);
      }
    }
  });
  if (result === undefined) throw new Error('nothing was traced');
  return result;
}

/** Two variables that share one value (both zero at the start, say) could not be told apart in a trace. */
function separateValues(variables: readonly NamedVariable[]): void {
  const seen = new Set<number>();
  for (const { variable } of variables) {
    if (seen.has(handleOf(variable))) variable.assign(variable.add(0) as never);
    seen.add(handleOf(variable));
  }
}

/**
 * @throws {PretextError} `untraceable` when two traces of one step differ: it depends on something that
 *   JavaScript changes from step to step, which a graph would freeze
 */
function checkSame(first: Trace, second: Trace): void {
  // What the first trace handed over to TensorFlow, the second finds there.
  const known = new Map([...first.recording.constants, ...second.recording.constants]);
  const fault = differenceOf(shapeOf(first, known), shapeOf(second, known));
  if (fault === undefined) return;
  throw untraceable(
    `is not the same each time (${fault})`,
    "Draw random numbers from the step's `random`, and pass what changes as an input.",
  );
}

interface TraceShape {
  ops: string[];
  constants: { op: string; bytes: Buffer }[];
}

/** A trace without its handles, which are new each time. */
function shapeOf({ recording }: Trace, known: ReadonlyMap<number, RecordedConstant>): TraceShape {
  const places = new Map<number, string>();
  const constants: TraceShape['constants'] = [];
  const ops = recording.ops.map(({ name, attributes, inputs, outputs }, at) => {
    const from = inputs.map((input) => {
      const constant = known.get(input);
      if (constant !== undefined && !places.has(input)) {
        const { buffer, byteOffset, byteLength } = constant.values;
        constants.push({ op: name, bytes: Buffer.from(buffer, byteOffset, byteLength) });
        places.set(input, `constant ${constants.length}`);
      }
      return places.get(input) ?? 'outside';
    });
    for (const [index, { id }] of outputs.entries()) places.set(id, `${at}:${index}`);
    return `${name}(${from.join(', ')}) ${JSON.stringify(attributes)}`;
  });
  return { ops, constants };
}

function differenceOf(first: TraceShape, second: TraceShape): string | undefined {
  if (first.ops.length !== second.ops.length) {
    return `${first.ops.length} operations the first time, ${second.ops.length} the second`;
  }
  const op = first.ops.find((each, i) => each !== second.ops[i]);
  if (op !== undefined) return `the operation ${op.split('(')[0] ?? op} is another one`;
  const constant = first.constants.find(
    ({ bytes }, i) => second.constants[i]?.bytes.equals(bytes) !== true,
  );
  return constant === undefined ? undefined : `a number in ${constant.op} is another one`;
}

/** Packs the scalars of a step into one value, there when all variables have been changed. */
function addResult(graph: TensorflowGraph, scalars: readonly number[]): string {
  const { binding } = nativeBackend();
  const sources = scalars.map((handle) => graph.sourceOf(handle));
  const packed = graph.add('Pack', 'scalars', sources, {
    N: { i: sources.length },
    T: { type: binding.TF_FLOAT },
    axis: { i: 0 },
  });
  return graph.afterUpdates('result', `${packed}:0`, binding.TF_FLOAT);
}

/** Nodes by which variables are set from outside. @returns the inputs, and what to fetch */
function addWriting(
  graph: TensorflowGraph,
  variables: readonly NamedVariable[],
): [inputs: string[], written: string] {
  const { binding } = nativeBackend();
  const float = { type: binding.TF_FLOAT };
  const inputs: string[] = [];
  const assigned = variables.map(({ name, variable: { shape } }) => {
    const input = graph.addInput(`write/${name}`, binding.TF_FLOAT, shape);
    inputs.push(input);
    // A copy: what is fed may lie in JavaScript's memory, which is not the graph's to keep.
    const copy = graph.add('DeepCopy', `copy/${name}`, [input], { T: float });
    return graph.set({ name, shape }, `${copy}:0`);
  });
  const done = graph.add('Const', 'done', [], {
    dtype: float,
    value: { tensor: { dtype: binding.TF_FLOAT, shape: { dim: [] }, content: Buffer.alloc(4) } },
  });
  const after = assigned.map((node) => `^${node}`);
  const written = graph.add('Identity', 'written', [`${done}:0`, ...after], { T: float });
  return [inputs, `${written}:0`];
}

/** Reads a fetched value and frees it. */
function takeValues(metadata: TensorMetadata | undefined): number[] {
  if (metadata === undefined) throw new Error('the graph gave nothing');
  const { binding } = nativeBackend();
  const values = Array.from(binding.tensorDataSync(metadata.id));
  binding.deleteTensor(metadata.id);
  return values;
}
