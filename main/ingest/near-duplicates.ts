/**
 * Groups pictures whose perceptual hashes differ in at most `maxDistance` of 64 bits. Such hashes
 * agree in one of maxDistance + 1 bands (pigeonhole), so only those that share a band are compared.
 */

/** pHash authors call pairs within 10 % of the bits alike; small, plain images need a stricter limit. */
const maxDistance = 2;
/** A band value shared by more hashes than this says nothing; comparing them all would take hours. */
const maxBucket = 2000;

/** @param items paths with 16-digit hashes. @returns groups of two and more, in the items' order */
export function nearDuplicateGroups(
  items: readonly { path: string; perceptualHash: string }[],
): string[][] {
  const byHash = new Map<string, number[]>();
  items.forEach(({ perceptualHash }, i) => {
    const same = byHash.get(perceptualHash);
    if (same === undefined) byHash.set(perceptualHash, [i]);
    else same.push(i);
  });
  const hashes = [...byHash.keys()];
  const values = hashes.map((hash) => BigInt(`0x${hash}`));
  const parent = hashes.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at] ?? at;
    parent[i] = at;
    return at;
  };
  for (const bucket of buckets(values)) {
    for (let a = 0; a < bucket.length; a++) {
      for (let b = a + 1; b < bucket.length; b++) {
        const [i, j] = [bucket[a] ?? 0, bucket[b] ?? 0];
        if (bitsSet((values[i] ?? 0n) ^ (values[j] ?? 0n)) <= maxDistance)
          parent[root(i)] = root(j);
      }
    }
  }
  const groups = new Map<number, number[]>();
  hashes.forEach((hash, i) => {
    const group = groups.get(root(i)) ?? [];
    group.push(...(byHash.get(hash) ?? []));
    groups.set(root(i), group);
  });
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.sort((a, b) => a - b).map((i) => items[i]?.path ?? ''));
}

function* buckets(values: readonly bigint[]): Generator<number[]> {
  const bands = maxDistance + 1;
  const width = Math.ceil(64 / bands);
  for (let band = 0; band < bands; band++) {
    const byValue = new Map<bigint, number[]>();
    values.forEach((value, i) => {
      const key = BigInt.asUintN(width, value >> BigInt(band * width));
      const same = byValue.get(key);
      if (same === undefined) byValue.set(key, [i]);
      else same.push(i);
    });
    for (const bucket of byValue.values()) {
      if (bucket.length > 1 && bucket.length <= maxBucket) yield bucket;
    }
  }
}

function bitsSet(value: bigint): number {
  let count = 0;
  for (let rest = value; rest !== 0n; rest &= rest - 1n) count += 1;
  return count;
}
