import type { EncoderDefinition } from './encoder.ts';
import { GraphBuilder, graphInput } from './graph.ts';

const stages = [
  { filters: 64, stride: 1 },
  { filters: 128, stride: 2 },
  { filters: 256, stride: 2 },
  { filters: 512, stride: 2 },
] as const;

/**
 * ResNet-18 for small images (He et al. 2016, arXiv 1512.03385, table 1): a 3×3 stem at stride 1
 * without pooling, as SimCLR uses on CIFAR-10 (arXiv 2002.05709, appendix B.9). 11 million weights.
 */
export const resnet18: EncoderDefinition = {
  title: 'ResNet-18 for small images',
  kinds: ['images', 'video'],
  build(inputShape) {
    const graph = new GraphBuilder(inputShape);
    let x = graph.convBlock('stem', graphInput, { filters: 64, kernel: 3, stride: 1 });
    let channels = 64;
    stages.forEach(({ filters, stride }, stage) => {
      for (const block of [1, 2]) {
        const name = `stage${stage + 1}_block${block}`;
        const blockStride = block === 1 ? stride : 1;
        let y = graph.convBlock(`${name}a`, x, { filters, kernel: 3, stride: blockStride });
        y = graph.convBlock(`${name}b`, y, { filters, kernel: 3, stride: 1 }, false);
        const shortcut =
          blockStride === 1 && channels === filters
            ? x
            : graph.convBlock(`${name}s`, x, { filters, kernel: 1, stride: blockStride }, false);
        const sum = graph.add('add', `${name}_add`, [y, shortcut], {});
        x = graph.add('relu', `${name}_out`, [sum], {});
        channels = filters;
      }
    });
    graph.add('globalAveragePool', 'pool', [x], {});
    return { graph: graph.build(), featureMap: x };
  },
};
