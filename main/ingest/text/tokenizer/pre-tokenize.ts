/** Characters of one word. Longer runs are cut, so that work and memory of a word are bounded whatever the text. */
export const maxWordCharacters = 64;

const run = `{1,${maxWordCharacters}}`;

/**
 * What a word is: GPT-2's pattern (Radford et al. 2019) with three changes. Combining marks belong to the letters before
 * them, or scripts such as Devanagari and Thai would fall apart at every vowel sign; numbers are cut in threes; and
 * runs are bounded. Matches cover any text without gaps. White space is spelt as a property because `\s` means
 * something else in JavaScript (with U+FEFF, without U+0085) than in Oniguruma, which reads `tokenizer.json`.
 */
export const wordPattern = [
  "'(?:[sdmt]|ll|ve|re)",
  ` ?[\\p{L}\\p{M}]${run}`,
  ' ?\\p{N}{1,3}',
  ` ?[^\\p{White_Space}\\p{L}\\p{M}\\p{N}]${run}`,
  `\\p{White_Space}${run}(?!\\P{White_Space})`,
  `\\p{White_Space}${run}`,
].join('|');

/** The words of a text, in order: together they are the text. */
export function* wordsOf(text: string): Generator<string> {
  const pattern = new RegExp(wordPattern, 'guy');
  let start = 0;
  while (start < text.length && pattern.test(text)) {
    yield text.slice(start, pattern.lastIndex);
    start = pattern.lastIndex;
  }
}

/**
 * A copy that stands by itself: V8 makes slices of 13 and more characters as views, so that a word kept for long
 * would keep the whole document.
 */
export function ownString(slice: string): string {
  return slice.length < 13 ? slice : Buffer.from(slice, 'utf16le').toString('utf16le');
}
