/**
 * How far two raters agree above chance: Cohen's κ (Cohen 1960, A Coefficient of Agreement for Nominal Scales), 1 always and 0 as often as by
 * chance. Of two who always say the same one class, 1.
 * @param first,second class of each sample, of one length
 * @throws {RangeError} of none, or of different numbers of samples
 */
export function cohensKappa(first: Int32Array, second: Int32Array): number {
  if (first.length === 0 || first.length !== second.length) {
    throw new RangeError('one sample at least is needed, and a class by each rater');
  }
  const shares = (classes: Int32Array): Map<number, number> => {
    const counts = new Map<number, number>();
    for (const each of classes) counts.set(each, (counts.get(each) ?? 0) + 1 / classes.length);
    return counts;
  };
  const ofSecond = shares(second);
  let byChance = 0;
  for (const [label, share] of shares(first)) byChance += share * (ofSecond.get(label) ?? 0);
  const agreed = first.filter((label, i) => label === second[i]).length / first.length;
  return byChance >= 1 ? 1 : (agreed - byChance) / (1 - byChance);
}
