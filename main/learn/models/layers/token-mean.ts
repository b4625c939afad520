import { padId } from '../../../../shared/special-tokens.ts';
import { asRank2, dimension } from '../../engine/shapes.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';
import { manyTexts, tokenCounts } from './token-counts.ts';
import { isText } from './word-inputs.ts';

export interface TokenMeanConfig {
  vocabulary: number;
  features: number;
}

/**
 * What the mean is multiplied by, √(vocabulary · length): so that values begin at about 1, where the running statistics of a batch normalization
 * begin; of vectors as small as they start, it would take hundreds of steps to get there.
 */
export const meanScale = ({ vocabulary }: TokenMeanConfig, length: number): number =>
  Math.sqrt(vocabulary * length);

/**
 * The mean of a learnt vector for each token of a text, without what fills it up: `[length]` → `[features]`, times `meanScale`. As counts of tokens times the table
 * of vectors it takes the same time for texts of any length, and a tenth of what taking vectors one by one and their gradient does.
 */
export const tokenMean: LayerKind<TokenMeanConfig> = {
  outputShape({ features }, inputs) {
    if (only(inputs).length !== 1) {
      throw new RangeError(`[${only(inputs).join(', ')}] are no tokens`);
    }
    return [features];
  },
  parameters: ({ vocabulary, features }) => [
    { name: 'table', shape: [vocabulary, features], initializer: 'xavier', trainable: true },
  ],
  apply(config, inputs, { parameter }) {
    const { vocabulary, features } = config;
    const tokens = only(inputs);
    const table = parameter('table');
    const counted = isText(tokens);
    const scale = meanScale(config, dimension(tokens, 1));
    const words = counted.sum(1, true).maximum(1).div(scale);
    if (dimension(tokens, 0) >= manyTexts) {
      const isCounted = tf.range(0, vocabulary).notEqual(padId).toFloat() as Tensor;
      const counts = tokenCounts(tokens, vocabulary).mul(isCounted);
      return tf.matMul(asRank2(counts), asRank2(table)).div(words) as Tensor;
    }
    const rows = tf.gather(table, tokens.reshape([-1]).toInt() as never);
    const vectors = rows.reshape([-1, dimension(tokens, 1), features]);
    return vectors.mul(counted.expandDims(2)).sum(1).div(words);
  },
};
