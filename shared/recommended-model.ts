/** What a fine-tuning found out about its models. */
interface Found<Kind extends string> {
  /** The one with the best score on the test samples; none without a test. */
  best?: Kind | null | undefined;
  /** By labels that were hidden in training; none in runs of earlier versions. */
  chosen?: { kind: Kind } | null | undefined;
  /** What the best is ahead of each other one by on the same test samples: 95 % intervals. */
  lead?: Partial<Record<Kind, { interval: readonly [number, number] }>> | undefined;
}

/**
 * The model to use when none is named: the one that hidden labels chose. The best score of many on a few test samples is partly luck, and a model that is taken
 * for it looks better than it is; so it takes the chosen one's place only where the interval of its lead leaves out no difference at all
 * (docs/decisions/0048).
 * @returns null of a run that says nothing of either
 */
export function recommendedModel<Kind extends string>({
  best,
  chosen,
  lead,
}: Found<Kind>): Kind | null {
  if (!best || !chosen || best === chosen.kind) return best ?? chosen?.kind ?? null;
  const ahead = lead?.[chosen.kind];
  // What was chosen has no score of its own to speak for it.
  if (ahead === undefined) return best;
  return ahead.interval[0] > 0 ? best : chosen.kind;
}
