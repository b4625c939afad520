import { handleOf, nativeBackend, type Tensor, tensorOf, tf } from './tensorflow.ts';
import { TensorflowGraph } from './trace/graph-builder.ts';
import { handOver } from './trace/inputs.ts';
import type { GraphNode } from './trace/proto.ts';
import { record } from './trace/recording.ts';
import { GraphSession } from './trace/session.ts';

/** Names of a function's input and output in its graph. */
export const inputName = 'input';
export const resultName = 'result';

/** A function of bytes as one graph, its weights frozen inside. Dispose of it when done. */
export interface CompiledFunction {
  /**
   * @param bytes a whole batch, not to be changed any more
   * @returns `[batch, columns]`, end to end
   */
  run(bytes: Uint8Array): Float32Array;
  dispose(): void;
}

/**
 * Makes a function without training, such as an encoder in inference, one graph. Weights become constants, so
 * that TensorFlow can compute ahead what depends on them alone: it folds batch normalization into the convolutions.
 *
 * @param compute from uint8 of `shape` to float32 `[batch, columns]`; written in plain tfjs
 * @param shape the batch first
 * @throws {PretextError} `untraceable` with what a graph cannot express
 */
export function compileFunction(
  compute: (bytes: Tensor) => Tensor,
  shape: readonly number[],
): CompiledFunction {
  return callable(
    new GraphSession(graphOf(compute, { dtype: 'uint8', traced: shape, shown: shape })),
    shape,
  );
}

/** What a function's graph takes. */
export interface FunctionInput {
  dtype: 'uint8' | 'float32';
  /** What it is traced with. */
  traced: readonly number[];
  /** What the graph says that it takes; -1 for a size that may be any. */
  shown: readonly number[];
}

/** The nodes of such a function, of bytes or of numbers: input `input`, output `result`. */
export function graphOf(
  compute: (input: Tensor) => Tensor,
  { dtype: type, traced: shape, shown }: FunctionInput,
): readonly GraphNode[] {
  const { binding } = nativeBackend();
  let nodes: readonly GraphNode[] = [];
  tf.tidy(() => {
    const size = shape.reduce((product, each) => product * each, 1);
    const [dtype, values] =
      type === 'uint8'
        ? ([binding.TF_UINT8, new Uint8Array(size)] as const)
        : ([binding.TF_FLOAT, new Float32Array(size)] as const);
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
  bytes: Uint8Array,
  shape: readonly number[],
): Float32Array {
  const { binding } = nativeBackend();
  const dtype = binding.TF_UINT8;
  const fed = handOver({ name: inputName, dtype, shape, values: bytes });
  try {
    const [result] = session.run(new Map([[`${inputName}:0`, fed]]), [`${resultName}:0`]);
    if (result === undefined) throw new Error('the graph gave nothing');
    const values = binding.tensorDataSync(result.id) as Float32Array;
    binding.deleteTensor(result.id);
    return values;
  } finally {
    binding.deleteTensor(fed);
  }
}

function callable(session: GraphSession, shape: readonly number[]): CompiledFunction {
  return {
    run: (bytes) => runGraph(session, bytes, shape),
    dispose: () => session.dispose(),
  };
}
