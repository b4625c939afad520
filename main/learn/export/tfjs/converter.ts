import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Tensor } from '../../engine/tensorflow.ts';
import type { GraphNode } from '../../models/graph.ts';
import type { Network } from '../../models/network.ts';

/** A tfjs layer, with the values of its weights, in its order; made in a tidy. */
export interface NamedWeights {
  layer: string;
  values: () => Tensor[];
}

/** What one of our layers is made tfjs layers of. */
export interface ConverterContext {
  inputs: SymbolicTensor[];
  /** For the tfjs layer, or the start of its name where there are several. */
  name: string;
  network: Network;
  node: GraphNode;
  /** Weights of layers that are not our parameters as they are. */
  weights: NamedWeights[];
}
