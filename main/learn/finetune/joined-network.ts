import type { CheapFeatures } from '../features/cheap-features.ts';
import type { PrincipalAxes } from '../features/principal-axes.ts';
import type { EncoderGraph } from '../models/encoder.ts';
import type { GraphBuilder } from '../models/graph.ts';
import type { Network } from '../models/network.ts';
import { setDense } from '../models/set-dense.ts';
import { unstandardized } from './standardize.ts';

/** Length of the embedding's part beside the codes' 1 (docs/decisions/0015). */
const embeddingLength = 0.5;

/** Nodes of a graph that holds cheap features and an encoder side by side. */
export interface JoinedNodes {
  /** Cheap features, of pictures codes of patches, `[features]`. */
  codes: string;
  /** Codes and embedding on their principal axes, of length 1 together: what samples are compared by. */
  joined: string;
}

/** What was learnt about the pool, for a graph with those nodes. */
export interface JoinedValues {
  cheap: CheapFeatures;
  axes: { codes: PrincipalAxes; embedding: PrincipalAxes };
}

/**
 * Begins a graph of samples: cheap features and the encoder, both on their principal axes, side by side.
 */
export function addJoined(
  builder: GraphBuilder,
  encoder: EncoderGraph,
  { cheap, axes }: JoinedValues,
): JoinedNodes {
  const codes = cheap.add(builder);
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
  values.cheap.set(network);
  network.copyFrom(encoder);
  setAxes(network, 'codes_axes', values.axes.codes);
  setAxes(network, 'embedding_axes', values.axes.embedding);
}

/** y = (x − mean) · kernel as a dense layer. */
function setAxes(network: Network, node: string, { mean, kernel }: PrincipalAxes): void {
  const linear = unstandardized(
    { kernel, bias: new Float32Array(kernel.columns) },
    { mean, scale: new Float32Array(kernel.rows).fill(1) },
  );
  setDense(network, node, linear.kernel, linear.bias);
}
