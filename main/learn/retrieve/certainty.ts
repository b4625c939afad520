import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { mixSeed, seededUniform } from '../data/seeded.ts';
import { evidence, type TextOf } from './answer.ts';
import type { Collection } from './collection.ts';
import { fitLogistic, type Logistic } from './logistic.ts';
import { sentencesOf } from './passages.ts';
import { termsOf } from './terms.ts';

/** Questions made up: half of them are asked where their text is, half where it is not. */
const wantedQuestions = 400;
/** Of a sentence that a question is made of, what it is about. */
const fewestWords = 4;
const mostWords = 8;
/** Share of these that a question keeps, drawn for each question between these; of those the share that is exchanged at most. */
const [leastKept, mostKept] = [0.3, 0.9];
const mostExchanged = 0.5;
/** Of the exchanged words, the share that no text has; the others come from another sentence. */
const unheard = 0.5;
/** Share of a sentence's words by which a passage says what it says: it, or nearly a copy. */
const enoughHeld = 0.75;
const penalty = 1;

/** How certain answers are, and what that was learnt from. */
export interface Certainty {
  logistic: Logistic;
  questions: number;
  /** Share of those asked where their text is whose first passage was right, 0…1. */
  found: number;
}

/** For collections too small to learn from: about what larger ones give. */
const unlearnt: Logistic = { weights: [4, 0, 2.5], bias: -6 };
const fewestQuestions = 40;

/**
 * Learns from the texts alone when an answer is right. A question is made of some words of a sentence, some of them exchanged for others, since a person asks in words of
 * their own. Half of the questions are asked without the text that they are of: then little that is found is right. Made-up questions for retrieval: Lee,
 * Chang, Toutanova 2019, Latent retrieval for weakly supervised open domain question answering, arXiv 1906.00300 (inverse cloze task); leaving out what answers, as
 * SQuAD 2.0 has questions without an answer (Rajpurkar, Jia, Liang 2018).
 */
export async function learnCertainty(
  collection: Collection,
  textOf: TextOf,
  seed: number,
  hooks: WorkHooks = {},
): Promise<Certainty> {
  const cases = await madeUpCases(collection, textOf, wantedQuestions, seed, hooks);
  const labels = cases.map(({ isRight }) => isRight);
  const enough = cases.length >= fewestQuestions && labels.includes(true) && labels.includes(false);
  const asked = cases.filter(({ isThere }) => isThere);
  return {
    logistic: enough
      ? fitLogistic(
          cases.map((each) => each.evidence),
          labels,
          penalty,
        )
      : unlearnt,
    questions: enough ? cases.length : 0,
    found: asked.filter(({ isRight }) => isRight).length / Math.max(1, asked.length),
  };
}

/** A made-up question, asked. */
export interface MadeUpCase {
  /** What speaks for the first passage. */
  evidence: number[];
  /** Whether it says what was asked for. */
  isRight: boolean;
  /** Whether the text that it is of was there. */
  isThere: boolean;
}

/** @param count of questions wanted; fewer come of few texts */
export async function madeUpCases(
  collection: Collection,
  textOf: TextOf,
  count: number,
  seed: number,
  hooks: WorkHooks = {},
): Promise<MadeUpCase[]> {
  const uniform = seededUniform(mixSeed(seed, 'certainty'));
  const cases: MadeUpCase[] = [];
  // Some passages have no sentence to ask for.
  for (let tried = 0; tried < 4 * count && cases.length < count; tried++) {
    await giveWay(hooks, cases.length / count);
    const made = madeUp(collection, textOf, uniform);
    if (made === null) continue;
    const isThere = cases.length % 2 === 0;
    const [first] = collection.rank(made.content, 1, isThere ? -1 : made.text);
    const text = first === undefined ? '' : textOf(first.text);
    const passage = first ?? { start: 0, end: 0 };
    const without = isThere ? undefined : occurrences(collection, textOf, made.text);
    cases.push({
      evidence: evidence(collection, made.content, passage, text, without),
      isRight: says(text.slice(passage.start, passage.end), made),
      isThere,
    });
  }
  return cases;
}

interface MadeUp {
  text: number;
  content: string[];
  /** What is meant, before words were exchanged. */
  meant: readonly string[];
  /** What the sentence that it is of is about. */
  sentence: readonly string[];
}

function madeUp(collection: Collection, textOf: TextOf, uniform: () => number): MadeUp | null {
  const own = sentenceOf(collection, textOf, uniform);
  const other = sentenceOf(collection, textOf, uniform);
  if (own === null || other === null || own.content.length < fewestWords) return null;
  const keep = leastKept + (mostKept - leastKept) * uniform();
  const exchange = mostExchanged * uniform();
  const count = Math.min(mostWords, Math.max(2, Math.round(keep * own.content.length)));
  const meant = tellingWords(collection, own.content, count, uniform);
  const content = meant.map((term, at) => {
    if (uniform() >= exchange) return term;
    // No text has it: it has a space.
    if (uniform() < unheard) return `unknown ${at}`;
    return other.content[Math.floor(uniform() * other.content.length)] ?? term;
  });
  return { text: own.text, content, meant, sentence: own.content };
}

/**
 * Some words, drawn so that one which tells twice as much is twice as likely: a person asks with words that tell something. By largest u^(1 / weight): Efraimidis,
 * Spirakis 2006, Weighted random sampling with a reservoir.
 */
function tellingWords(
  collection: Collection,
  terms: readonly string[],
  count: number,
  uniform: () => number,
): string[] {
  return terms
    .map((term) => ({ term, key: Math.log(uniform()) / collection.rarityOf(term) }))
    .sort((a, b) => b.key - a.key)
    .slice(0, count)
    .map(({ term }) => term);
}

/** A sentence somewhere, and what it is about. */
function sentenceOf(
  collection: Collection,
  textOf: TextOf,
  uniform: () => number,
): { text: number; content: string[] } | null {
  if (collection.passages.count === 0) return null;
  const place = collection.placeOf(Math.floor(uniform() * collection.passages.count));
  const text = textOf(place.text);
  const sentences = sentencesOf(text, place);
  const chosen = sentences[Math.floor(uniform() * sentences.length)];
  if (chosen === undefined) return null;
  const content = collection.contentOf(text.slice(chosen.start, chosen.end));
  return { text: place.text, content: [...new Set(content)] };
}

/** Whether a passage says what was asked for: it has all that was meant, or nearly all of the sentence. */
function says(passage: string, { meant, sentence }: MadeUp): boolean {
  const has = new Set(termsOf(passage));
  const held = (terms: readonly string[]): number => terms.filter((term) => has.has(term)).length;
  return held(meant) === meant.length || held(sentence) >= enoughHeld * sentence.length;
}

/** Passages of a text that each word is in, at most: as if the collection did not have it. */
function occurrences(
  collection: Collection,
  textOf: TextOf,
  text: number,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const content = textOf(text);
  for (const { start, end } of collection.passagesIn(text)) {
    for (const term of new Set(termsOf(content.slice(start, end)))) {
      found.set(term, (found.get(term) ?? 0) + 1);
    }
  }
  return found;
}
