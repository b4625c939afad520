import { wordsOf } from './pre-tokenize.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A stretch of a text that a passage takes whole: a sentence with the white space after it, or a part of a long one. */
export interface Piece {
  /** UTF-16 code units of the text. */
  start: number;
  end: number;
  /** Tokens, without the white space around it. */
  tokens: number;
  /** A blank line follows. */
  endsParagraph: boolean;
}

/**
 * A text as pieces without gaps, none of more than `most` tokens. Sentences end where Unicode says (UAX 29), and at the
 * end of a line unless the next begins with a small letter, as in mails.
 *
 * @param most at least 8, so that every character fits
 */
export function sentencePieces(
  text: string,
  tokenizer: Tokenizer,
  most: number,
  locale?: string,
): Piece[] {
  const pieces: Piece[] = [];
  const segmenter = new Intl.Segmenter(locale, { granularity: 'sentence' });
  // As long as the text itself, so that places stay what they are.
  const joined = text.replace(/\n(?=\p{Ll})/gu, ' ');
  for (const { index, segment } of segmenter.segment(joined)) {
    const end = index + segment.length;
    const tokens = tokenizer.encode(text.slice(index, end).trim()).length;
    if (tokens <= most) add(pieces, text, { start: index, end, tokens, endsParagraph: false });
    else for (const part of partsOf(text, index, end, tokenizer, most)) add(pieces, text, part);
  }
  return pieces;
}

/** White space belongs to what it follows. */
function add(pieces: Piece[], text: string, piece: Piece): void {
  const last = pieces.at(-1);
  const content = text.slice(piece.start, piece.end);
  if (last === undefined || content.trim() !== '') {
    pieces.push(piece);
  } else {
    last.end = piece.end;
    last.endsParagraph ||= content.includes('\n');
  }
}

/** A sentence that is too long, cut between words. */
function* partsOf(
  text: string,
  start: number,
  end: number,
  tokenizer: Tokenizer,
  most: number,
): Generator<Piece> {
  let part: Piece = { start, end: start, tokens: 0, endsParagraph: false };
  for (const chunk of wordsOf(text.slice(start, end))) {
    for (const word of fitting(chunk, tokenizer, most)) {
      const tokens = tokensOf(word, tokenizer);
      if (part.tokens + tokens > most) {
        yield part;
        part = { start: part.end, end: part.end, tokens: 0, endsParagraph: false };
      }
      part.end += word.length;
      part.tokens += tokens;
    }
  }
  yield part;
}

/** A word, halved between characters until its parts fit. */
function* fitting(word: string, tokenizer: Tokenizer, most: number): Generator<string> {
  const characters = Array.from(word);
  if (characters.length === 1 || tokensOf(word, tokenizer) <= most) {
    yield word;
    return;
  }
  const half = characters.length >> 1;
  yield* fitting(characters.slice(0, half).join(''), tokenizer, most);
  yield* fitting(characters.slice(half).join(''), tokenizer, most);
}

/** Without its space a word can take more tokens than with it. */
function tokensOf(word: string, tokenizer: Tokenizer): number {
  return Math.max(tokenizer.encode(word).length, tokenizer.encode(word.trimStart()).length);
}
