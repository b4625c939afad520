/** A top-level value of a JSON file: its text, and which one it is, from 1. */
export interface JsonElement {
  text: string;
  number: number;
}

export interface BrokenElement {
  number: number;
  broken: 'size' | 'cut-off';
}

const quote = 0x22;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const comma = 0x2c;
/** What matters within a text. */
const ends = /["\\]/g;

/**
 * The elements of a JSON array as they go by, so that the array need not fit in memory. Only brackets and quotes
 * are looked at: whether an element is JSON, `JSON.parse` says.
 */
export async function* arrayElements(
  text: AsyncIterable<string>,
  maxChars: number,
): AsyncGenerator<JsonElement | BrokenElement> {
  let number = 0;
  let depth = 0; // 1 within the array
  let inText = false;
  let escaped = false;
  let kept = ''; // of the element, from earlier pieces
  let tooLong = false;
  for await (const piece of text) {
    let start = 0;
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (escaped) {
        escaped = false;
        continue;
      }
      if (inText) {
        ends.lastIndex = at;
        const end = ends.exec(piece);
        if (end === null) break; // the text goes on in the next piece
        at = end.index;
        if (end[0] === '"') inText = false;
        else escaped = true;
        continue;
      }
      if (code === quote) inText = true;
      else if (code === openBracket || code === openBrace) {
        depth += 1;
        if (depth === 1) [start, kept] = [at + 1, ''];
      } else if (code === closeBracket || code === closeBrace || (code === comma && depth === 1)) {
        if (code !== comma) depth -= 1;
        if (depth > 1 || (depth === 1 && code !== comma)) continue;
        const element = kept + piece.slice(start, at);
        if (tooLong || element.trim() !== '') {
          number += 1;
          yield tooLong || element.length > maxChars
            ? { number, broken: 'size' }
            : { text: element, number };
        }
        kept = '';
        tooLong = false;
        start = at + 1;
        if (depth <= 0) return; // what follows the array is none of it
      }
    }
    if (!tooLong) kept += piece.slice(start);
    if (kept.length > maxChars) {
      tooLong = true;
      kept = '';
    }
  }
  if (tooLong || kept.trim() !== '') yield { number: number + 1, broken: 'cut-off' };
}

/** The lines of a file of one JSON value a line; blank ones are counted and left out. */
export async function* jsonLines(
  text: AsyncIterable<string>,
  maxChars: number,
): AsyncGenerator<JsonElement | BrokenElement> {
  let number = 1;
  let kept = '';
  let tooLong = false;
  for await (const piece of text) {
    let start = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', start)) {
      const line = kept + piece.slice(start, end);
      if (tooLong || line.length > maxChars) yield { number, broken: 'size' };
      else if (line.trim() !== '') yield { text: line, number };
      kept = '';
      tooLong = false;
      number += 1;
      start = end + 1;
    }
    if (!tooLong) kept += piece.slice(start);
    if (kept.length > maxChars) {
      tooLong = true;
      kept = '';
    }
  }
  if (tooLong) yield { number, broken: 'size' };
  else if (kept.trim() !== '') yield { text: kept, number };
}
