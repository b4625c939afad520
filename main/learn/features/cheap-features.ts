import { packedLayout } from '../../../shared/sample-spec.ts';
import type { Matrix } from '../data/matrix.ts';
import type { SampleSource } from '../data/sample-source.ts';
import type { Tensor } from '../engine/tensorflow.ts';
import { mapSamples } from '../finetune/embed.ts';
import type { Standardization } from '../finetune/standardize.ts';
import { GraphBuilder } from '../models/graph.ts';
import { Network } from '../models/network.ts';

/**
 * Features of samples that take seconds and no label: a baseline by themselves, and beside an encoder's embedding what samples are
 * compared by. One file here and one line in `registry.ts` for a kind of data.
 */
export interface CheapFeatures {
  /** How they are scaled for what is linear, learnt from those of a pool; each by its own deviation when left out. */
  standardizationOf?(points: Matrix): Standardization;
  /** What the squares of scaled features sum up to in the mean; as much as there are features when left out. */
  squaredLength?: number;
  /** Adds them to a graph of samples. @returns name of their node, `[features]` */
  add(builder: GraphBuilder): string;
  /** Gives a network that they were added to what was learnt. */
  set(network: Network): void;
}

/** Learns them from unlabelled samples. */
export type LearnCheapFeatures = (source: SampleSource, seed: number) => CheapFeatures;

/** The features of samples, `[samples, features]`. */
export async function cheapFeaturesOf(
  features: CheapFeatures,
  source: SampleSource,
  onProgress?: (done: number) => Promise<void> | void,
): Promise<Matrix> {
  const { spec } = source;
  const builder = new GraphBuilder(packedLayout(spec).shape);
  const node = features.add(builder);
  const network = new Network('cheap_features', builder.build(), 0);
  features.set(network);
  try {
    return await mapSamples(
      source,
      (samples) => network.apply(samples, false, [node])[0] as Tensor,
      onProgress,
    );
  } finally {
    network.dispose();
  }
}
