import { type LayerKind, only } from './layer.ts';
import { tokensBetween } from './token-counts.ts';

export interface FirstTokensConfig {
  count: number;
}

/** The beginning of a text: `[length]` → `[count]`. */
export const firstTokens: LayerKind<FirstTokensConfig> = {
  outputShape({ count }, inputs) {
    const [length = 0] = only(inputs);
    if (count > length) throw new RangeError(`${count} of ${length} tokens`);
    return [count];
  },
  parameters: () => [],
  apply: ({ count }, inputs) => tokensBetween(only(inputs), 0, count),
};
