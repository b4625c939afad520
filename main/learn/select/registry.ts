import type { WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import { suggestCentral } from './max-herding.ts';
import { suggestCovering } from './prob-cover.ts';
import { suggestRandom } from './random.ts';
import { suggestTypical } from './typical.ts';

/** A sample to label. */
interface FirstLabel {
  /** Row of the embeddings. */
  row: number;
  /** What the strategy likes it for, in its own measure; falls as labels are spent. */
  score: number;
}

/**
 * What to label before there is a classifier.
 * @param embeddings `[n, features]`
 * @param labelled rows that have a label already
 * @param count how many to suggest
 * @returns unlabelled rows, the one to label first first; fewer when there are fewer
 */
type FirstLabelStrategy = (
  embeddings: Matrix,
  labelled: readonly number[],
  count: number,
  seed: number,
  hooks?: WorkHooks,
) => Promise<FirstLabel[]>;

export type FirstLabelStrategyName = 'typical' | 'prob-cover' | 'max-herding' | 'random';

export const firstLabelStrategies: Record<FirstLabelStrategyName, FirstLabelStrategy> = {
  typical: (embeddings, labelled, count, seed) =>
    Promise.resolve(
      suggestTypical(embeddings, labelled, count, seed).map(({ row, typicality }) => ({
        row,
        score: typicality,
      })),
    ),
  'prob-cover': suggestCovering,
  'max-herding': (embeddings, labelled, count, _seed, hooks) =>
    suggestCentral(embeddings, labelled, count, hooks),
  random: ({ rows }, labelled, count, seed) =>
    Promise.resolve(suggestRandom(rows, labelled, count, seed)),
};
