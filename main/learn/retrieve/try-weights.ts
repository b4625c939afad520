import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { type Matrix, rowOf } from '../data/matrix.ts';
import type { Collection } from './collection.ts';
import {
  chooseWeight,
  lengthOf,
  mixed,
  queryLengths,
  rankOf,
  triedWeights,
  type Weights,
} from './mix.ts';

/** A text of which a part was kept, and a query from the rest. Embeddings have length 1. */
export interface WeightTrial {
  /** Its place in the collection. */
  text: number;
  kept: string;
  keptEmbedding: Float32Array;
  query: string;
  queryEmbedding: Float32Array;
}

/** Dot products of a query with each text, `[texts]`: cosines of rows of length 1. */
export function similarities(embeddings: Matrix, query: Float32Array): Float32Array {
  return Float32Array.from({ length: embeddings.rows }, (_, row) =>
    dot(rowOf(embeddings, row), query),
  );
}

/**
 * The weights of words and encoder that find texts best which were cut in two, one half being asked for by some of the other: by length of the query. The words
 * alone where no other is surely better.
 * @param embeddings of the texts, rows of length 1
 */
export async function tryWeights(
  collection: Collection,
  embeddings: Matrix,
  trials: readonly WeightTrial[],
  hooks: WorkHooks = {},
): Promise<Weights> {
  const ranks = { few: [] as number[][], sentence: [] as number[][], long: [] as number[][] };
  let done = 0;
  for (const { text, kept, keptEmbedding, query, queryEmbedding } of trials) {
    const terms = collection.contentOf(query);
    const words = collection.cosines(terms);
    words[text] = collection.cosineOf(terms, kept);
    const encoder = similarities(embeddings, queryEmbedding);
    encoder[text] = dot(keptEmbedding, queryEmbedding);
    ranks[lengthOf(terms)].push(
      triedWeights.map((weight) => rankOf(mixed(words, encoder, weight), text)),
    );
    done += 1;
    await giveWay(hooks, done / trials.length);
  }
  const [few, sentence, long] = queryLengths.map((length) => chooseWeight(ranks[length]));
  return { few: few ?? 0, sentence: sentence ?? 0, long: long ?? 0 };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
