import type { Matrix } from '../data/matrix.ts';
import {
  consecutiveBatches,
  type FedSamples,
  readSamples,
  type SampleSource,
  sampleInput,
} from '../data/sample-source.ts';
import { dataKinds } from '../data-kinds/registry.ts';
import { compileFunction } from '../engine/compile-function.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { type InputSpec, inputArrays, tensorOfFed } from '../engine/trace/inputs.ts';
import type { Network } from '../models/network.ts';

const batchSize = 256;
/** From this many samples on, one graph is faster than single operations. */
const worthAGraph = 2048;

/**
 * The encoder's embedding of each sample, in inference mode.
 * @param onProgress called after each batch with the number of samples done
 * @returns `[samples, features]`
 */
export async function embedSamples(
  encoder: Network,
  source: SampleSource,
  onProgress: (done: number) => Promise<void> | void = () => undefined,
): Promise<Matrix> {
  return await mapSamples(source, (samples) => encoder.apply(samples, false), onProgress);
}

/**
 * Runs a function over all samples in batches and lays its rows end to end. For many samples it becomes one
 * graph; for a few, making the graph would take longer than it saves.
 * @param compute from samples as networks take them, of images `[batch, height, width, channels]`, −1…1, to
 *   `[batch, columns]`; the same operations each time
 */
export async function mapSamples(
  source: SampleSource,
  compute: (samples: Tensor) => Tensor,
  onProgress: (done: number) => Promise<void> | void = () => undefined,
): Promise<Matrix> {
  const { toSamples, toNetwork } = dataKinds[source.spec.kind];
  const input = sampleInput(source, batchSize);
  const ofFed = (fed: Tensor): Tensor => compute(toNetwork(toSamples(fed)));
  const graph = source.count < worthAGraph ? undefined : compileFunction(ofFed, input);
  try {
    let result: Matrix = { rows: source.count, columns: 0, values: new Float32Array() };
    let done = 0;
    for (const indices of consecutiveBatches(source.count, batchSize)) {
      const fed = readSamples(source, indices);
      const values = graph
        ? graph.run(filledUp(fed, input))
        : eagerly(ofFed, fed, sampleInput(source, indices.length));
      if (done === 0) {
        const columns = values.length / (graph ? batchSize : indices.length);
        result = { rows: source.count, columns, values: new Float32Array(source.count * columns) };
      }
      const { columns } = result;
      result.values.set(values.subarray(0, indices.length * columns), done * columns);
      done += indices.length;
      await onProgress(done);
    }
    return result;
  } finally {
    graph?.dispose();
  }
}

function eagerly(
  compute: (fed: Tensor) => Tensor,
  values: FedSamples,
  input: InputSpec,
): Float32Array {
  const output = tf.tidy(() => compute(tensorOfFed(input, values)));
  const result = output.dataSync() as Float32Array;
  output.dispose();
  return result;
}

/** The last batch, with zeros for the samples that it lacks: a graph takes whole batches only. */
function filledUp(values: FedSamples, { dtype, shape }: InputSpec): FedSamples {
  const size = shape.reduce((product, each) => product * each, 1);
  if (values.length === size) return values;
  const whole = new inputArrays[dtype](size);
  whole.set(values);
  return whole;
}
