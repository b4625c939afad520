import { type Piece, sentencePieces } from './sentence-pieces.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface Passage {
  /** UTF-16 code units of the text: the passage is `text.slice(start, end)`. */
  start: number;
  end: number;
  /** Tokens of that slice, int32 `[tokens]`. */
  ids: Int32Array;
}

export interface SplitPassagesOptions {
  tokenizer: Tokenizer;
  /** Tokens of a passage at most, `<bos>` not counted. At least 8. */
  tokens: number;
  /** Tokens that a passage may repeat of the one before, in whole sentences; half of `tokens` at most. Default: 0. */
  overlap?: number;
  /** Language of the text, for where sentences end. Default: any. */
  locale?: string;
}

/**
 * Cuts a text into passages for retrieval: as many whole sentences as there is room for, but only up to the end of a
 * paragraph where one ends in the second half. A sentence that is too long is cut between words. Everything but white
 * space is in a passage.
 *
 * @throws {RangeError} when there is no room for 8 tokens, or the overlap leaves too little for new ones
 */
export function* splitPassages(text: string, options: SplitPassagesOptions): Generator<Passage> {
  const { tokenizer, tokens: most, overlap = 0, locale } = options;
  if (!(most >= 8)) throw new RangeError(`A passage holds at least 8 tokens, not ${most}.`);
  if (!(overlap >= 0 && overlap <= most / 2)) {
    throw new RangeError(`Passages of ${most} tokens share ${most / 2} at most, not ${overlap}.`);
  }
  const pieces = sentencePieces(text, tokenizer, most, locale);
  let from = 0;
  /** Pieces that are in a passage already. */
  let done = 0;
  let covered = 0;
  while (done < pieces.length) {
    let to = lastFitting(pieces, from, most);
    let passage = passageOf(text, pieces.slice(from, to), tokenizer);
    // Side by side, pieces can take a token more than one by one.
    while (passage !== null && passage.ids.length > most && to > from + 1) {
      to -= 1;
      passage = passageOf(text, pieces.slice(from, to), tokenizer);
    }
    if (to <= done && from < done) {
      from = done; // what is repeated leaves no room for what is new
      continue;
    }
    // Else what is new is white space.
    if (passage !== null && passage.end > covered) {
      covered = passage.end;
      yield passage;
    }
    done = to;
    from = repeatedFrom(pieces, from, to, overlap);
  }
}

/** The end of the passage that begins with piece `from`. */
function lastFitting(pieces: readonly Piece[], from: number, most: number): number {
  let to = from;
  let tokens = 0;
  let paragraph = -1;
  for (let piece = pieces[to]; piece !== undefined; piece = pieces[to]) {
    if (tokens + piece.tokens > most) return paragraph < 0 ? to : paragraph;
    tokens += piece.tokens;
    to += 1;
    if (piece.endsParagraph && tokens >= most / 2) paragraph = to;
  }
  return to;
}

/** Where the next passage begins so that it repeats no more than `overlap` tokens, and begins later than this one. */
function repeatedFrom(pieces: readonly Piece[], from: number, to: number, overlap: number): number {
  let start = to;
  let tokens = 0;
  while (start - 1 > from) {
    tokens += pieces[start - 1]?.tokens ?? 0;
    if (tokens > overlap) break;
    start -= 1;
  }
  return start;
}

/** `null` for nothing but white space. */
function passageOf(text: string, pieces: readonly Piece[], tokenizer: Tokenizer): Passage | null {
  const first = pieces[0]?.start ?? 0;
  const slice = text.slice(first, pieces.at(-1)?.end ?? 0);
  const trimmed = slice.trim();
  if (trimmed === '') return null;
  const start = first + slice.length - slice.trimStart().length;
  return { start, end: start + trimmed.length, ids: tokenizer.encode(trimmed) };
}
