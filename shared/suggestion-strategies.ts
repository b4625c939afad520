/** Ways to choose what to label; `main/learn/select/registry.ts` has them. The first is taken when nothing is said. */
export const suggestionStrategyNames = [
  'auto',
  'spectral',
  'typical',
  'prob-cover',
  'max-herding',
  'margin',
  'entropy',
  'disagreement',
  'random',
] as const;
export type SuggestionStrategyName = (typeof suggestionStrategyNames)[number];

export const defaultStrategyName: SuggestionStrategyName = suggestionStrategyNames[0];

/** Those that need to know what hangs together among the images: half a minute for 20,000, once for an encoder. */
export const connectedStrategyNames: readonly SuggestionStrategyName[] = ['auto', 'spectral'];

/** Those that ask a classifier of the labels so far: of two classes at least. */
export const laterStrategyNames: readonly SuggestionStrategyName[] = [
  'margin',
  'entropy',
  'disagreement',
];
