import type { Tensor } from '../engine/tensorflow.ts';
import type { EncoderGraph } from '../models/encoder.ts';
import { GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { unfoldBlocks } from './blocks.ts';

/** An encoder with a decoder of one linear layer (SimMIM, Xie et al. 2022, arXiv 2111.09886, section 3). */
export interface Painter {
  encoder: Network;
  decoder: Network;
  /** What is seen, −1…1 → what is painted, of the same shape. */
  paint(visible: Tensor, training: boolean): Tensor;
}

export function painterOf(encoder: EncoderGraph, seed: number): Painter {
  const network = new Network('encoder', encoder.graph, seed);
  const [height = 0, , channels = 0] = encoder.graph.inputShape;
  const featureShape = shapeOf(encoder.graph, encoder.featureMap);
  const stride = Math.ceil(height / (featureShape[0] ?? 1));
  const head = new GraphBuilder(featureShape);
  // Each feature pixel paints the block of image pixels that it stands for.
  head.add('conv2d', 'paint', [graphInput], {
    filters: stride * stride * channels,
    kernel: 1,
    stride: 1,
    bias: true,
  });
  const decoder = new Network('decoder', head.build(), seed);
  return {
    encoder: network,
    decoder,
    paint(visible, training) {
      const [features] = network.apply(visible, training, [encoder.featureMap]) as [Tensor];
      const blocks = unfoldBlocks(decoder.apply(features, training), stride);
      const [batch, side, width] = visible.shape as [number, number, number];
      // When the side is no multiple of the stride, the last blocks reach over the edge.
      return blocks.slice([0, 0, 0, 0], [batch, side, width, channels]);
    },
  };
}
