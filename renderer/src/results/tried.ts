import type { ClassifierKind, Results } from '../../../shared/contract/results.ts';

/** Classifiers that were tried on a part of the labels alone, most labels first. */
interface TriedOnPart {
  kinds: ClassifierKind[];
  tried: number;
}

/** Labels that a classifier was tried on, at most: those that can be hidden. 0 when none could. */
export function triedAtMost({ estimates }: Pick<Results, 'estimates'>): number {
  return Math.max(0, ...estimates.map(({ tried }) => tried));
}

/** Which were tried on fewer labels than others: networks take long to train. */
export function triedOnParts(results: Pick<Results, 'estimates'>): TriedOnPart[] {
  const most = triedAtMost(results);
  const parts = new Map<number, ClassifierKind[]>();
  for (const { kind, tried } of results.estimates) {
    if (tried < most) parts.set(tried, [...(parts.get(tried) ?? []), kind]);
  }
  return [...parts].map(([tried, kinds]) => ({ kinds, tried })).sort((a, b) => b.tried - a.tried);
}

/** Whether nobody asked for self-training, so that it is missing among the classifiers. */
export function lacksSelfTraining({
  scores,
  estimates,
  rounds,
}: Pick<Results, 'scores' | 'estimates' | 'rounds'>): boolean {
  return (
    rounds.length === 0 && ![...scores, ...estimates].some(({ kind }) => kind === 'self_trained')
  );
}
