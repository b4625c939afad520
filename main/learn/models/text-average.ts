import type { EncoderDefinition } from './encoder.ts';
import { GraphBuilder, graphInput } from './graph.ts';
import { textSpecOf } from './text-spec.ts';

const features = 128;

/**
 * The mean of learnt vectors of the tokens, and a dense layer: the cheapest encoder of texts, which does not see the order of words
 * (Joulin, Grave, Bojanowski, Mikolov 2016, Bag of Tricks for Efficient Text Classification, arXiv 1607.01759, section 2; deep averaging networks,
 * Iyyer et al. 2015).
 */
export const textAverage: EncoderDefinition = {
  title: 'Mean of words',
  kinds: ['text'],
  build(inputShape, spec) {
    const { vocabulary } = textSpecOf(spec);
    const graph = new GraphBuilder(inputShape);
    const mean = graph.add('tokenMean', 'words', [graphInput], { vocabulary, features });
    const even = graph.add('batchNorm', 'words_bn', [mean], {});
    const dense = graph.add('dense', 'dense', [even], { units: 2 * features, bias: false });
    const normal = graph.add('batchNorm', 'dense_bn', [dense], {});
    const featureMap = graph.add('relu', 'dense_relu', [normal], {});
    return { graph: graph.build(), featureMap };
  },
};
