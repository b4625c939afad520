import { type LayerKind, only } from './layer.ts';

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
  apply: ({ count }, inputs) => only(inputs).slice([0, 0], [-1, count]),
};
