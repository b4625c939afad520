import { PretextError } from '../../shared/errors.ts';
import type { SkippedFile } from './types.ts';

const reasonsInError = 5;

/** The first reasons, a line each, and how many more there are. */
export function firstReasons(skipped: readonly SkippedFile[]): string[] {
  const reasons = skipped.slice(0, reasonsInError).map(({ reason }) => `  ${reason}`);
  const more = skipped.length - reasons.length;
  return more > 0 ? [...reasons, `  … and ${more} more.`] : reasons;
}

/** What to say when there is nothing to import. @param what a sample would come of: `image` */
export function nothingUsable(
  what: string,
  remedy: string,
  inputs: readonly string[],
  { skipped, ignored }: { skipped: readonly SkippedFile[]; ignored: number },
): PretextError {
  const where = inputs.join(', ') || 'no input';
  const seen = `${skipped.length} unusable, ${ignored} other files`;
  return new PretextError(
    'no-data',
    [`No usable ${what} in ${where} (${seen}).`, ...firstReasons(skipped)].join('\n'),
    { remedy },
  );
}
