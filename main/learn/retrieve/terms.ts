/** Letters and digits in a row. */
const runs = /[\p{L}\p{M}\p{N}]+/gu;
/** Scripts without spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
/** UTF-16 code units: what is longer is no word, and begins like itself. */
const longest = 64;
const stemLength = 5;

/** The words of a text as they are looked up: Unicode's compatibility forms, small letters, in their order. */
export function termsOf(text: string): string[] {
  const found = text.normalize('NFKC').toLowerCase().match(runs) ?? [];
  if (!unspaced.test(text)) return found.map(bounded);
  return found.flatMap((run) =>
    unspaced.test(run)
      ? Array.from(segmenter.segment(run), ({ segment }) => bounded(segment))
      : [bounded(run)],
  );
}

/**
 * The beginning of a word, by which its forms are found in any language: `decode`, `decoder`, `decoding` (truncation to five characters:
 * McNamee, Mayfield 2004, Character n-gram tokenization for European language text retrieval; McNamee, Nicholas, Mayfield 2009).
 */
export function stemOf(term: string): string {
  return term.length <= stemLength ? term : Array.from(term).slice(0, stemLength).join('');
}

/** Words and, told from them by a sign, their stems: so that the same word counts more than a form of it. As many of each. */
export function formsOf(terms: readonly string[]): string[] {
  return [...terms, ...terms.map((term) => `~${stemOf(term)}`)];
}

function bounded(term: string): string {
  return term.length <= longest ? term : term.slice(0, longest).toWellFormed();
}
