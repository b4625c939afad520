import type { EncoderDefinition } from './encoder.ts';
import { GraphBuilder, graphInput } from './graph.ts';
import { textSpecOf } from './text-spec.ts';
import { transformerBlock } from './transformer-block.ts';

const features = 64;
const depth = 2;
const heads = 4;
/** Of longer texts the beginning is read: attention takes time with the square of a length. */
const readTokens = 128;
/** Of the codes of places beside the vectors of tokens, which begin small. */
const placeScale = 0.1;

/**
 * A transformer for texts on laptops (Vaswani et al. 2017, arXiv 1706.03762): vectors of tokens, fixed places, two pre-norm blocks of 64 features
 * and 4 heads. The embedding is the mean over the words, normalized over texts, as of `vit-tiny`.
 */
const textTransformer = (
  readsWords: 'both-ways' | 'left-to-right',
  title: string,
): EncoderDefinition => ({
  title,
  kinds: ['text'],
  readsWords,
  build(inputShape, spec) {
    const { length, vocabulary } = textSpecOf(spec);
    const graph = new GraphBuilder(inputShape);
    const read = Math.min(length, readTokens);
    const tokens = graph.add('firstTokens', 'tokens', [graphInput], { count: read });
    const embedding = graph.add('tokenEmbedding', 'words', [tokens], { vocabulary, features });
    const places = { rows: 1, columns: read, scale: placeScale };
    let x = graph.add('positions', 'positions', [embedding], places);
    const words = { tokens, causal: readsWords === 'left-to-right' };
    for (let block = 1; block <= depth; block++) {
      x = transformerBlock(graph, `block${block}`, x, { features, heads, words });
    }
    const last = graph.add('layerNorm', 'norm', [x], {});
    const mean = graph.add('wordMean', 'mean', [last, tokens], {});
    const featureMap = graph.add('batchNorm', 'mean_bn', [mean], {});
    return { graph: graph.build(), featureMap, words: { embedding, last, read } };
  },
});

export const textBothWays = textTransformer('both-ways', 'Small transformer for texts');
/** For guessing the next word: no word sees a later one. */
export const textLeftToRight = textTransformer(
  'left-to-right',
  'Small transformer for texts, reading left to right',
);
