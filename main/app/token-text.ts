import { maskId } from '../../shared/special-tokens.ts';
import type { Tokenizer } from '../ingest/text/tokenizer/tokenizer.ts';

/** Stands where a token was hidden. */
const hidden = ' ▒▒▒';

/** Tokens as a person reads them, with what is hidden shown as such; the first word has its space before it. */
export function textOfTokens(tokenizer: Tokenizer, ids: ArrayLike<number>): string {
  const parts: string[] = [];
  let run: number[] = [];
  for (const id of Array.from(ids)) {
    if (id !== maskId) {
      run.push(id);
      continue;
    }
    parts.push(tokenizer.decode(run), hidden);
    run = [];
  }
  return [...parts, tokenizer.decode(run)].join('');
}
