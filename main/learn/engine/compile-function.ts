import { handleOf, nativeBackend, type Tensor, tensorOf, tf } from './tensorflow.ts';
import { TensorflowGraph } from './trace/graph-builder.ts';
import { type FedInput, handOver, type InputSpec, inputArrays, typeOf } from './trace/inputs.ts';
import type { GraphNode } from './trace/proto.ts';
import { record } from './trace/recording.ts';
import { GraphSession } from './trace/session.ts';

/** Names of a function's input and output in its graph. */
export const inputName = 'input';
export const resultName = 'result';

/** A function as one graph, its weights frozen inside. Dispose of it when done. */
export interface CompiledFunction {
  /**
   * @param values a whole batch, not to be changed any more
   * @returns `[batch, columns]`, end to end
   */
  run(values: FedInput['values']): Float32Array;
  dispose(): void;
}

/**
 * Makes a function without training, such as an encoder in inference, one graph. Weights become constants, so
 * that TensorFlow can compute ahead what depends on them alone: it folds batch normalization into the convolutions.
 *
 * @param compute from what `input` says, the batch first, to float32 `[batch, columns]`; written in plain tfjs
 * @throws {PretextError} `untraceable` with what a graph cannot express
 */
export function compileFunction(
  compute: (input: Tensor) => Tensor,
  input: InputSpec,
): CompiledFunction {
  const { dtype, shape } = input;
  const session = new GraphSession(graphOf(compute, { dtype, traced: shape, shown: shape }));
  return {
    run: (values) => runGraph(session, values, input),
    dispose: () => session.dispose(),
  };
}

/** What a function's graph takes. */
export interface FunctionInput {
  dtype: InputSpec['dtype'];
  /** What it is traced with. */
  traced: readonly number[];
  /** What the graph says that it takes; -1 for a size that may be any. */
  shown: readonly number[];
}

/** The nodes of such a function: input `input`, output `result`. */
export function graphOf(
  compute: (input: Tensor) => Tensor,
  { dtype: type, traced: shape, shown }: FunctionInput,
): readonly GraphNode[] {
  const { binding } = nativeBackend();
  let nodes: readonly GraphNode[] = [];
  tf.tidy(() => {
    const size = shape.reduce((product, each) => product * each, 1);
    const dtype = typeOf(type);
    const values = new inputArrays[type](size);
    const input = handOver({ name: inputName, dtype, shape, values });
    const tensor = tensorOf({ id: input, shape: [...shape], dtype });
    let output = -1;
    const recording = record(() => {
      output = handleOf(compute(tensor));
    });
    const graph = new TensorflowGraph(recording, Number.POSITIVE_INFINITY);
    graph.addInput(inputName, dtype, shown, input);
    graph.addOperations([output]);
    graph.add('Identity', resultName, [graph.sourceOf(output)], { T: { type: binding.TF_FLOAT } });
    nodes = graph.nodes;
  });
  return nodes;
}

/** Runs such a graph. @returns `[batch, columns]`, end to end */
export function runGraph(
  session: GraphSession,
  values: FedInput['values'],
  { dtype, shape }: InputSpec,
): Float32Array {
  const { binding } = nativeBackend();
  const fed = handOver({ name: inputName, dtype: typeOf(dtype), shape, values });
  try {
    const [result] = session.run(new Map([[`${inputName}:0`, fed]]), [`${resultName}:0`]);
    if (result === undefined) throw new Error('the graph gave nothing');
    const found = binding.tensorDataSync(result.id) as Float32Array;
    binding.deleteTensor(result.id);
    return found;
  } finally {
    binding.deleteTensor(fed);
  }
}
