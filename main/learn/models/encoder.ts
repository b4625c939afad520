import type { Graph } from './graph.ts';

/** An encoder: images in, one embedding an image out. One file and one line in `registry.ts`. */
export interface EncoderDefinition {
  title: string;
  /** @param inputShape `[height, width, channels]`, values −1…1 */
  build(inputShape: readonly [number, number, number]): EncoderGraph;
}

export interface EncoderGraph {
  /** Its output is the embedding, `[features]`. */
  graph: Graph;
  /** Name of the node with the last feature map, `[height, width, features]`. */
  featureMap: string;
}
