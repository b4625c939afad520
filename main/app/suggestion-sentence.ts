import type { SuggestionStrategyName } from '../../shared/suggestion-strategies.ts';

const sentences: Record<Exclude<SuggestionStrategyName, 'auto'>, string> = {
  typical: 'Typical of large groups with few labels.',
  spectral:
    'Typical of large connected groups that labels hardly reach yet, of classes with few labels first.',
  'prob-cover': 'With the most samples like them that have no label near.',
  'max-herding': 'Together they stand for all samples as well as can be.',
  margin: 'A classifier of the labels so far wavers between two classes.',
  entropy: 'A classifier of the labels so far could say nearly anything.',
  disagreement: 'Classifiers of parts of the labels so far contradict each other.',
  random: 'Drawn by chance.',
};

/** Why samples are suggested, for the terminal. @param wavers whether a classifier of the labels so far was asked */
export function suggestionSentence(strategy: SuggestionStrategyName, wavers: boolean): string {
  if (strategy === 'auto') return sentences[wavers ? 'margin' : 'spectral'];
  return sentences[strategy];
}
