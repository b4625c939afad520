import type { Candidate, Container } from './candidate.ts';
import type { Refused } from './decoder/messages.ts';
import { formatCount } from './limits.ts';
import { skippedFile } from './refusal.ts';
import type { SkippedFile } from './types.ts';

export interface RefusedCandidate {
  candidate: Candidate;
  answer: Pick<Refused, 'code' | 'clause'>;
}

/**
 * Rows of the report. Images of one IDX file have no names that would mean anything to a person, and
 * fail together: they make one row.
 */
export function refusedRows(refused: readonly RefusedCandidate[]): SkippedFile[] {
  const rows: SkippedFile[] = [];
  const byContainer = new Map<Container, RefusedCandidate[]>();
  for (const one of refused) {
    const { container } = one.candidate;
    if (container?.kind !== 'idx') {
      rows.push(skippedFile(one.candidate, one.answer.code, one.answer.clause));
      continue;
    }
    const same = byContainer.get(container);
    if (same === undefined) byContainer.set(container, [one]);
    else same.push(one);
  }
  for (const [container, [first, ...more]] of byContainer) {
    if (first === undefined) continue;
    const lost = formatCount(more.length + 1);
    const clause = `lacks ${lost} of its ${formatCount(container.count)} images: ${first.candidate.path} ${first.answer.clause}`;
    rows.push(skippedFile(container, first.answer.code, clause));
  }
  return rows;
}
