import type { EncoderDefinition } from './encoder.ts';
import { GraphBuilder, graphInput } from './graph.ts';

/**
 * Four 3×3 convolutions (32, 64, 128, 256 channels; the last three at stride 2), each with
 * batch normalization and ReLU, then the mean over the pixels. 389,000 weights: made for
 * small images and laptops.
 */
export const smallConv: EncoderDefinition = {
  title: 'Small convolutional network',
  kinds: ['images', 'video'],
  build(inputShape) {
    const graph = new GraphBuilder(inputShape);
    const featureMap = addSmallConv(graph, graphInput, 1);
    return { graph: graph.build(), featureMap };
  },
};

/**
 * Adds its layers after a node, of pictures.
 * @param stride of the first
 * @returns name of the last feature map
 */
export function addSmallConv(graph: GraphBuilder, input: string, stride: 1 | 2): string {
  let x = graph.convBlock('conv1', input, { filters: 32, kernel: 3, stride });
  x = graph.convBlock('conv2', x, { filters: 64, kernel: 3, stride: 2 });
  x = graph.convBlock('conv3', x, { filters: 128, kernel: 3, stride: 2 });
  const featureMap = graph.convBlock('conv4', x, { filters: 256, kernel: 3, stride: 2 });
  graph.add('globalAveragePool', 'pool', [featureMap], {});
  return featureMap;
}
