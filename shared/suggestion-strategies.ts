/** Ways to choose what to label; `main/learn/select/registry.ts` has them. The first is taken when nothing is said. */
export const suggestionStrategyNames = [
  'typical',
  'spectral',
  'prob-cover',
  'max-herding',
  'margin',
  'entropy',
  'disagreement',
  'random',
] as const;
export type SuggestionStrategyName = (typeof suggestionStrategyNames)[number];

/** Those that ask a classifier of the labels so far: of two classes at least. */
export const laterStrategyNames: readonly SuggestionStrategyName[] = [
  'margin',
  'entropy',
  'disagreement',
];
