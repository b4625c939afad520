/** How long a query is: encoders know what texts are about, and little of three words. */
export const queryLengths = ['few', 'sentence', 'long'] as const;
export type QueryLength = (typeof queryLengths)[number];

/** Words at most. */
const [few, sentence] = [7, 30];

export function lengthOf(terms: readonly string[]): QueryLength {
  return terms.length <= few ? 'few' : terms.length <= sentence ? 'sentence' : 'long';
}

/** Share of the encoder's similarities in a score, 0…1, by length of the query; the rest is that of the words. */
export type Weights = Readonly<Record<QueryLength, number>>;

export const wordsAlone: Weights = { few: 0, sentence: 0, long: 0 };

/** Those that are tried: 0 is what every other has to beat. */
export const triedWeights = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;
/** Standard errors that a mixture must be better by. */
const surely = 1;

/** Less the mean and over the deviation, so that scores of two kinds can be added. All 0 where all are alike. */
export function standardized(scores: Float32Array): Float32Array {
  let [sum, squares] = [0, 0];
  for (const score of scores) sum += score;
  const mean = sum / Math.max(1, scores.length);
  for (const score of scores) squares += (score - mean) ** 2;
  const deviation = Math.sqrt(squares / Math.max(1, scores.length));
  return deviation === 0
    ? new Float32Array(scores.length)
    : scores.map((score) => (score - mean) / deviation);
}

/**
 * The standard scores of words and encoder, added by a weight (a linear combination: Bruch, Gai, Ingber 2023, An analysis of fusion functions for hybrid
 * retrieval, arXiv 2210.11934).
 */
export function mixed(words: Float32Array, encoder: Float32Array, weight: number): Float32Array {
  if (weight === 0) return standardized(words);
  const [ofWords, ofEncoder] = [standardized(words), standardized(encoder)];
  return ofWords.map((score, text) => (1 - weight) * score + weight * (ofEncoder[text] ?? 0));
}

/** Texts that are ahead of one; of equals all but itself by half, so that scores which say nothing gain nothing. */
export function rankOf(scores: ArrayLike<number>, text: number): number {
  const own = scores[text] ?? 0;
  let [ahead, alike] = [0, 0];
  for (let other = 0; other < scores.length; other++) {
    const score = scores[other] ?? 0;
    if (score > own) ahead += 1;
    else if (score === own && other !== text) alike += 1;
  }
  return ahead + alike / 2;
}

/**
 * The weight under which queries found what they were cut from best, by mean reciprocal rank; 0, the words alone, unless another is better by more than the
 * standard error of their difference on the same queries.
 * @param ranks of what each query was cut from, by tried weight
 */
export function chooseWeight(ranks: readonly (readonly number[])[]): number {
  const count = ranks.length;
  if (count < 2) return 0;
  const gainOf = (query: readonly number[], at: number): number =>
    1 / (1 + (query[at] ?? 0)) - 1 / (1 + (query[0] ?? 0));
  const means = triedWeights.map(
    (_, at) => ranks.reduce((sum, query) => sum + gainOf(query, at), 0) / count,
  );
  const best = means.indexOf(Math.max(...means));
  const mean = means[best] ?? 0;
  const variance =
    ranks.reduce((sum, query) => sum + (gainOf(query, best) - mean) ** 2, 0) / (count - 1);
  return mean > surely * Math.sqrt(variance / count) ? (triedWeights[best] ?? 0) : 0;
}
