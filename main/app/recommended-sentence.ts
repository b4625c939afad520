import { recommendedModel } from '../../shared/recommended-model.ts';

interface Found<Kind extends string> {
  best: Kind | null;
  chosen?: { kind: Kind } | null | undefined;
  lead: Partial<Record<Kind, { interval: readonly [number, number] }>>;
}

/** Which model is used, where that is not the one with the best score; else empty. */
export function recommendedSentence<Kind extends string>(
  found: Found<Kind>,
  titleOf: (kind: Kind) => string,
): string {
  const recommended = recommendedModel(found);
  if (found.best === null || recommended === null || recommended === found.best) return '';
  return `Used unless you say otherwise: ${titleOf(recommended)}. Labels hidden in training chose it, and being the best of several on these test samples may be luck.`;
}
