import type { Collection, RankedPassage } from './collection.ts';
import { type Logistic, probabilityOf } from './logistic.ts';
import { type Stretch, sentencesOf } from './passages.ts';
import { stemOf, termsOf } from './terms.ts';

/** Reads a text of a collection. */
export type TextOf = (text: number) => string;

/** A passage that may answer a question. */
export interface Answer extends RankedPassage {
  /** The sentence in it that answers, as places of the whole text. */
  sentence: Stretch;
}

export interface Answered {
  /** Best first; empty when no passage has a word of the question. */
  passages: Answer[];
  /** That the first of them answers, 0…1. */
  confidence: number;
}

/**
 * The passages of a collection that answer a question best.
 * @param certainty of `learnCertainty`
 * @param count passages at most
 */
export function answer(
  collection: Collection,
  textOf: TextOf,
  certainty: Logistic,
  question: string,
  count: number,
): Answered {
  const content = collection.contentOf(question);
  const ranked = collection.rank(content, count);
  const [first] = ranked;
  if (first === undefined) return { passages: [], confidence: 0 };
  return {
    passages: ranked.map((passage) => ({
      ...passage,
      sentence: sentenceFor(collection, textOf(passage.text), passage, content),
    })),
    confidence: probabilityOf(certainty, evidence(collection, content, first, textOf(first.text))),
  };
}

/**
 * What speaks for a passage: the share of the question's words that it has, each counted by how much it tells, as they are and by their stems; and how many it has.
 * @param text that it is of
 * @param without passages that do not count, by word
 */
export function evidence(
  collection: Collection,
  content: readonly string[],
  { start, end }: Stretch,
  text: string,
  without: ReadonlyMap<string, number> = new Map(),
): number[] {
  const has = new Set(termsOf(text.slice(start, end)));
  const stems = new Set(Array.from(has, stemOf));
  let [all, words, byStem, found] = [0, 0, 0, 0];
  for (const term of new Set(content)) {
    const weight = collection.rarityOf(term, without.get(term));
    all += weight;
    if (has.has(term)) words += weight;
    if (!stems.has(stemOf(term))) continue;
    byStem += weight;
    found += 1;
  }
  return [words / Math.max(all, 1e-12), byStem / Math.max(all, 1e-12), Math.log(1 + found)];
}

/** As headings of lists of questions are; what its words count. */
const ofQuestions = 0.1;
const isQuestion = /[?？؟]["'”’»)\]*_]*$/u;

/**
 * The sentence of a passage that has most of what the question is about; the first of equals, and nothing when none has any. What is a question
 * itself is taken where nothing else will do.
 */
export function sentenceFor(
  collection: Collection,
  text: string,
  passage: Stretch,
  content: readonly string[],
): Stretch {
  const wanted = new Map(content.map((term) => [stemOf(term), collection.rarityOf(term)]));
  let best: Stretch = { start: passage.start, end: passage.start };
  let most = 0;
  const said = (each: Stretch): string => text.slice(each.start, each.end);
  for (const sentence of sentencesOf(text, passage)) {
    let score = 0;
    for (const stem of new Set(termsOf(said(sentence)).map(stemOf))) score += wanted.get(stem) ?? 0;
    if (isQuestion.test(said(sentence))) score *= ofQuestions;
    if (score <= most) continue;
    most = score;
    best = sentence;
  }
  return best;
}
