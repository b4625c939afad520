import type { Passage } from '../../shared/contract/pretext.ts';
import type { Tokenizer } from '../ingest/text/tokenizer/tokenizer.ts';
import { textOfTokens } from './token-text.ts';

/** Tokens that are shown before the first that changes, and in all. */
const before = 20;
const most = 44;

/**
 * Versions of one text, cut to the same few words around what changes between them, so that what a model guesses is seen beside what it was shown and what
 * was there.
 * @param versions tokens, each `[length]`
 * @param shown the version that the model was shown, which the others are held against; null where none is, and nothing is marked
 */
export function changedWords(
  tokenizer: Tokenizer,
  versions: readonly Int32Array[],
  shown: Int32Array | null,
): Passage[][] {
  const isChanged = (version: Int32Array, at: number): boolean =>
    shown !== null && version[at] !== shown[at];
  const length = Math.max(0, ...versions.map((each) => each.length));
  let first = 0;
  while (first < length && !versions.some((each) => isChanged(each, first))) first++;
  const beginsWord = (at: number): boolean =>
    /^\s/u.test(textOfTokens(tokenizer, [versions[0]?.[at] ?? 0]));
  let from = first === length ? 0 : Math.max(0, first - before);
  // Not in the middle of a word, where there is another.
  while (from > 0 && from < first && !beginsWord(from)) from++;
  if (from === first) from = Math.max(0, first - before);
  return versions.map((version) => {
    const runs: { ids: number[]; marked: boolean }[] = [];
    for (let at = from; at < Math.min(length, from + most); at++) {
      const marked = isChanged(version, at);
      const run = runs.at(-1);
      if (run?.marked === marked) run.ids.push(version[at] ?? 0);
      else runs.push({ ids: [version[at] ?? 0], marked });
    }
    const passages = runs
      .map(({ ids, marked }) => ({
        text: textOfTokens(tokenizer, ids).replace(/\s+/gu, ' '),
        marked,
      }))
      .filter(({ text }) => text !== '');
    return from === 0 ? passages : [{ text: '…', marked: false }, ...passages];
  });
}
