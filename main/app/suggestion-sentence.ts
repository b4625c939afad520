import type { SuggestionStrategyName } from '../../shared/suggestion-strategies.ts';

/** Why images are suggested, for the terminal. */
export const suggestionSentences: Record<SuggestionStrategyName, string> = {
  typical: 'Typical of large groups with few labels.',
  spectral:
    'Typical of large connected groups that labels hardly reach yet, of classes with few labels first.',
  'prob-cover': 'With the most images like them that have no label near.',
  'max-herding': 'Together they stand for all images as well as can be.',
  margin: 'A classifier of the labels so far wavers between two classes.',
  entropy: 'A classifier of the labels so far could say nearly anything.',
  disagreement: 'Classifiers of parts of the labels so far contradict each other.',
  random: 'Drawn by chance.',
};
