import type { Matrix } from '../data/matrix.ts';
import { toTensor } from '../data/matrix.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { addPatchCodes, type PatchDictionary, setPatchCodes } from '../features/patch-codes.ts';
import type { PrincipalAxes } from '../features/principal-axes.ts';
import type { EncoderGraph } from '../models/encoder.ts';
import type { GraphBuilder } from '../models/graph.ts';
import type { Network } from '../models/network.ts';

/** Length of the embedding's part beside the codes' 1 (docs/decisions/0015). */
const embeddingLength = 0.5;

/** Nodes of a graph that holds patch codes and an encoder side by side. */
export interface JoinedNodes {
  /** Patch codes, `[features]`. */
  codes: string;
  /** Codes and embedding on their principal axes, of length 1 together: what images are compared by. */
  joined: string;
}

/** What was learnt about the pool, for a graph with those nodes. */
export interface JoinedValues {
  dictionary: PatchDictionary;
  axes: { codes: PrincipalAxes; embedding: PrincipalAxes };
}

/**
 * Begins a graph of images: patch codes and the encoder, both on their principal axes, side by side.
 */
export function addJoined(
  builder: GraphBuilder,
  encoder: EncoderGraph,
  { dictionary, axes }: JoinedValues,
): JoinedNodes {
  const codes = addPatchCodes(builder, dictionary);
  const embedding = builder.include(encoder.graph);
  const part = (name: string, input: string, { kernel }: PrincipalAxes, length: number): string => {
    const units = kernel.columns;
    const projected = builder.add('dense', `${name}_axes`, [input], { units, bias: true });
    return builder.add('unitLength', `${name}_part`, [projected], { length });
  };
  const parts = [
    part('codes', codes, axes.codes, 1),
    part('embedding', embedding, axes.embedding, embeddingLength),
  ];
  const both = builder.add('concat', 'parts', parts, {});
  return { codes, joined: builder.add('unitLength', 'joined', [both], { length: 1 }) };
}

/** Gives a network with those nodes what was learnt. @param encoder the pretrained one */
export function setJoined(network: Network, encoder: Network, values: JoinedValues): void {
  setPatchCodes(network, values.dictionary);
  network.copyFrom(encoder);
  setAxes(network, 'codes_axes', values.axes.codes);
  setAxes(network, 'embedding_axes', values.axes.embedding);
}

/** y = (x − mean) · kernel as a dense layer. */
function setAxes(network: Network, node: string, { mean, kernel }: PrincipalAxes): void {
  const bias = new Float32Array(kernel.columns);
  for (let row = 0; row < kernel.rows; row++) {
    for (let column = 0; column < kernel.columns; column++) {
      const weight = kernel.values[row * kernel.columns + column] ?? 0;
      bias[column] = (bias[column] ?? 0) - (mean[row] ?? 0) * weight;
    }
  }
  setDense(network, node, kernel, bias);
}

/** @param bias null for a layer without */
export function setDense(
  network: Network,
  node: string,
  kernel: Matrix,
  bias: Float32Array | null,
): void {
  tf.tidy(() => {
    const set = (last: string, value: Tensor): void => {
      network.parameter(`${network.name}/${node}/${last}`).assign(value as never);
    };
    set('kernel', toTensor(kernel));
    if (bias !== null) set('bias', tf.tensor1d(bias.slice()) as unknown as Tensor);
  });
}
