import { type LayerKind, only } from './layer.ts';
import { tokenCounts } from './token-counts.ts';

export interface TfIdfConfig {
  vocabulary: number;
}

/**
 * How often each token is in a text, 1 + ln(count), times a weight for each: `[length]` → `[vocabulary]`
 * (Salton, Buckley 1988, Term-weighting approaches in automatic text retrieval; Manning, Raghavan, Schütze 2008, section 6.4.1). The weight
 * of what is not to be counted, such as filling, is 0.
 */
export const tfIdf: LayerKind<TfIdfConfig> = {
  outputShape: ({ vocabulary }) => [vocabulary],
  parameters: ({ vocabulary }) => [
    { name: 'idf', shape: [vocabulary], initializer: 'ones', trainable: false },
  ],
  apply({ vocabulary }, inputs, { parameter }) {
    const counts = tokenCounts(only(inputs), vocabulary);
    const frequency = counts.maximum(1).log().add(1).mul(counts.minimum(1));
    return frequency.mul(parameter('idf'));
  },
};
