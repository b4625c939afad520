import { tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';

export interface TokenEmbeddingConfig {
  vocabulary: number;
  features: number;
}

/** What rows of the table are multiplied by (Vaswani et al. 2017, arXiv 1706.03762, section 3.4): √features. */
export const tokenScale = ({ features }: TokenEmbeddingConfig): number => Math.sqrt(features);

/** A learnt vector for each token: `[length]` → `[length, features]`, rows of a table times √features. */
export const tokenEmbedding: LayerKind<TokenEmbeddingConfig> = {
  outputShape({ features }, inputs) {
    const [length = 0, ...more] = only(inputs);
    if (more.length > 0) throw new RangeError(`[${only(inputs).join(', ')}] are no tokens`);
    return [length, features];
  },
  parameters: ({ vocabulary, features }) => [
    { name: 'table', shape: [vocabulary, features], initializer: 'xavier', trainable: true },
  ],
  apply(config, inputs, { parameter }) {
    const tokens = only(inputs);
    const flat = tokens.reshape([-1]).toInt();
    const rows = tf.gather(parameter('table'), flat as never);
    return rows.mul(tokenScale(config)).reshape([-1, tokens.shape[1] ?? 0, config.features]);
  },
};
