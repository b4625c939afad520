import type { ImageRows, SearchEncoder } from '../../shared/training.ts';
import { Breather } from '../ingest/cooperative.ts';
import { packTokens } from '../ingest/text/tokenizer/pack-tokens.ts';
import type { Tokenizer } from '../ingest/text/tokenizer/tokenizer.ts';
import { mixSeed, permutation, seededUniform } from '../learn/data/seeded.ts';
import { KeptTexts } from '../training/kept-texts.ts';

/** Texts that are cut in two; those looked through for them. */
const wantedTexts = 120;
const mostLooked = 1000;
/** Of each, UTF-16 code units. */
const mostCharacters = 4000;
const fewestWords = 60;
const sentenceWords = 15;
const fewWords = 4;
/** Letters of a word that somebody may search for. */
const wordLetters = 4;

/** Tokens of a text as an encoder takes them, int32 as base64. */
export function tokenRow(tokenizer: Tokenizer, text: string, length: number): string {
  const tokens = packTokens(tokenizer.encode(text), length);
  return Buffer.from(Int32Array.from(tokens).buffer).toString('base64');
}

/**
 * Texts of a person cut in two, and what may be asked to find the first half: the second, a run of its words, and a few of them. By these the mixture of words and encoder
 * is chosen.
 * @param rows where the texts are kept
 * @param length tokens that the encoder takes
 */
export async function searchTrials(
  rows: ImageRows,
  tokenizer: Tokenizer,
  length: number,
  seed: number,
): Promise<SearchEncoder['trials']> {
  const texts = new KeptTexts(rows);
  const uniform = seededUniform(mixSeed(seed, 'search trials'));
  const breather = new Breather();
  const row = (text: string): string => tokenRow(tokenizer, text, length);
  const trials: SearchEncoder['trials'] = [];
  try {
    const order = permutation(texts.count, mixSeed(seed, 'searched texts'));
    for (const text of order.subarray(0, mostLooked)) {
      if (trials.length === wantedTexts) break;
      if (breather.due) await breather.pause();
      const content = texts.read(text).slice(0, mostCharacters).toWellFormed();
      if (content.split(/\s+/u).length < fewestWords) continue;
      const middle = content.indexOf(' ', content.length / 2);
      if (middle < 0) continue;
      const [kept, left] = [content.slice(0, middle), content.slice(middle)];
      const queries = queriesOf(left, uniform).map((each) => ({ text: each, tokens: row(each) }));
      trials.push({ text, kept, keptTokens: row(kept), queries });
    }
    return trials;
  } finally {
    texts.close();
  }
}

function queriesOf(left: string, uniform: () => number): string[] {
  const words = left.split(/\s+/u).filter((word) => word !== '');
  const begin = Math.floor(uniform() * Math.max(1, words.length - sentenceWords));
  const long = words.filter((word) => word.length >= wordLetters);
  const few = Array.from(
    { length: fewWords },
    () => long[Math.floor(uniform() * long.length)] ?? '',
  );
  return [left, words.slice(begin, begin + sentenceWords).join(' '), few.join(' ')];
}
