import type { EncoderDefinition } from './encoder.ts';
import { GraphBuilder, graphInput } from './graph.ts';

/** Four layers of 256 in the paper; tables here are small. */
const widths = [256, 256, 128];

/**
 * Dense layers with batch normalization and ReLU, for rows of a table: the encoder of SCARF (Bahri et al. 2021, arXiv 2106.15147,
 * section 4), one layer shorter.
 */
export const mlp: EncoderDefinition = {
  title: 'Dense layers',
  kinds: ['tables'],
  build(inputShape) {
    const graph = new GraphBuilder(inputShape);
    let x = graphInput;
    widths.forEach((units, i) => {
      const dense = graph.add('dense', `dense${i + 1}`, [x], { units, bias: false });
      const even = graph.add('batchNorm', `dense${i + 1}_bn`, [dense], {});
      x = graph.add('relu', `dense${i + 1}_relu`, [even], {});
    });
    return { graph: graph.build(), featureMap: x };
  },
};
