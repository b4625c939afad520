import { attend, attentionParameters, checkHeads } from './attend.ts';
import { type LayerKind, only } from './layer.ts';

export interface AttentionConfig {
  /** A divisor of the number of features. */
  heads: number;
}

/** Multi-head self-attention, see `attend`: `[tokens, features]` → the same; any number of tokens. */
export const attention: LayerKind<AttentionConfig> = {
  outputShape: ({ heads }, inputs) => checkHeads(heads, only(inputs)),
  parameters: (_, inputs) => attentionParameters(only(inputs)[1] ?? 0),
  apply: ({ heads }, inputs, { parameter }) => attend(only(inputs), heads, parameter, null),
};
