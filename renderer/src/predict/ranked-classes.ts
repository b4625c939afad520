export interface RankedClass {
  name: string;
  probability: number;
}

/** Classes with their probabilities, likeliest first. */
export function rankedClasses(
  classes: readonly string[],
  probabilities: ArrayLike<number>,
): RankedClass[] {
  return classes
    .map((name, i) => ({ name, probability: probabilities[i] ?? 0 }))
    .sort((a, b) => b.probability - a.probability);
}
