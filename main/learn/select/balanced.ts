/**
 * Orders suggestions so that each next one is predicted to be of the class with the fewest labels, those suggested before
 * it counted as labels; within a class the order stays. Rare classes get their labels although a classifier meets
 * them, and is unsure of them, rarely (class-balanced active learning, Bengar, van de Weijer, Fuentes, Raducanu 2022,
 * arXiv 2110.04543, whose integer program this is done greedily).
 *
 * @param suggestions best first; more than are shown, so that there is a choice
 * @param predicted class of each row of the embeddings
 * @param labels of each class so far
 */
export function balanced<Suggested extends { row: number }>(
  suggestions: readonly Suggested[],
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
): Suggested[] {
  const counts = Array.from(labels);
  /** Places among the suggestions, for each predicted class. */
  const queues = counts.map((): number[] => []);
  suggestions.forEach(({ row }, place) => {
    const queue = queues[predicted[row] ?? -1];
    if (queue === undefined) throw new RangeError(`row ${row}: predicted to be of no class`);
    queue.push(place);
  });
  const result: Suggested[] = [];
  while (result.length < suggestions.length) {
    const [label = 0] = Array.from(counts.keys())
      .filter((each) => queues[each]?.length !== 0)
      .sort(
        (a, b) =>
          (counts[a] ?? 0) - (counts[b] ?? 0) || (queues[a]?.[0] ?? 0) - (queues[b]?.[0] ?? 0),
      );
    counts[label] = (counts[label] ?? 0) + 1;
    const next = suggestions[queues[label]?.shift() ?? -1];
    if (next !== undefined) result.push(next);
  }
  return result;
}
