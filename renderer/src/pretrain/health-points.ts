import type { AppEvent } from '../../../shared/contract/events.ts';

type Health = Extract<AppEvent, { type: 'health' }>;

/** The series that a health report's measures belong to. */
const names = {
  knn: 'knn',
  embeddingStd: 'embedding_std',
  effectiveRank: 'effective_rank',
  heldOutLoss: 'held_out_loss',
} as const;

/** A health report as points of its series; what was not measured is left out. */
export function healthPoints({
  step,
  health,
}: Pick<Health, 'step' | 'health'>): { name: string; step: number; value: number }[] {
  return Object.entries(names).flatMap(([measure, name]) => {
    const value = health[measure as keyof typeof names];
    return value === null ? [] : [{ name, step, value }];
  });
}
