import type { SuggestionStrategyName } from '../../../shared/suggestion-strategies.ts';
import type { WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import type { FewLabels } from '../propagate/propagated.ts';
import { suggestDoubtful } from './by-doubt.ts';
import { suggestBalanced } from './connected.ts';
import { type ConnectedPool, connected as connectedOf } from './connected-pool.ts';
import { suggestCentral } from './max-herding.ts';
import { suggestCovering } from './prob-cover.ts';
import { suggestRandom } from './random.ts';
import type { SuggestedRow } from './suggested-row.ts';
import { suggestTypical } from './typical.ts';
import { suggestTypicalThenDoubtful } from './typical-then-doubtful.ts';
import type { UncertaintyName } from './uncertain.ts';

interface SuggestionRequest {
  /** `[n, features]` */
  embeddings: Matrix;
  /** What hangs together among them, where that is known already. */
  connected?: ConnectedPool | undefined;
  /** Labels so far; there may be none. */
  known: FewLabels;
  /** How many to suggest. */
  count: number;
  seed: number;
  hooks?: WorkHooks;
}

/** @returns unlabelled rows, the one to label first first; fewer when there are fewer */
type SuggestionStrategy = (request: SuggestionRequest) => Promise<SuggestedRow[]>;

/** One line each. */
export const suggestionStrategies: Record<SuggestionStrategyName, SuggestionStrategy> = {
  async auto({ embeddings, connected, known, count, seed, hooks }) {
    const pool = connected ?? (await connectedOf(embeddings, hooks));
    return await suggestTypicalThenDoubtful(pool, known, count, seed, hooks);
  },
  typical: ({ embeddings, known, count, seed }) =>
    Promise.resolve(
      suggestTypical(embeddings, Array.from(known.rows), count, seed).map(
        ({ row, typicality }) => ({
          row,
          score: typicality,
        }),
      ),
    ),
  async spectral({ embeddings, connected, known, count, seed, hooks }) {
    const pool = connected ?? (await connectedOf(embeddings, hooks));
    return await suggestBalanced(pool, known, count, seed, hooks);
  },
  'prob-cover': ({ embeddings, known, count, seed, hooks }) =>
    suggestCovering(embeddings, Array.from(known.rows), count, seed, hooks),
  'max-herding': ({ embeddings, known, count, hooks }) =>
    suggestCentral(embeddings, Array.from(known.rows), count, hooks),
  margin: byDoubt('margin'),
  entropy: byDoubt('entropy'),
  disagreement: byDoubt('jensen-shannon'),
  random: ({ embeddings, known, count, seed }) =>
    Promise.resolve(suggestRandom(embeddings.rows, Array.from(known.rows), count, seed)),
};

function byDoubt(name: UncertaintyName): SuggestionStrategy {
  return ({ embeddings, known, count, seed, hooks }) =>
    suggestDoubtful(embeddings, known, name, count, seed, hooks);
}
