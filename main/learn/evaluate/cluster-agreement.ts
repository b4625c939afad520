import { expectedMutualInformation } from './expected-mutual-information.ts';

export interface ClusterAgreement {
  /** Share of pairs that both put together or apart, above chance: 1 the same, 0 chance (Hubert and Arabie 1985). */
  adjustedRand: number;
  /** Mutual information over the mean of both entropies, 0…1 (Vinh, Epps, Bailey 2010, NMI_sum). */
  mutualInformation: number;
  /** The same above chance: 1 the same, 0 chance; few labels in many clusters share much by chance (same paper, AMI_sum). */
  adjustedMutualInformation: number;
  /** Share of samples whose class is the commonest of their cluster (Manning, Raghavan, Schütze 2008, section 16.3). */
  purity: number;
}

/**
 * How well clusters agree with classes; names of either do not matter. Numbers of any kind, noise as a cluster of its own.
 * @param clusters,classes of each sample, of one length
 */
export function clusterAgreement(
  clusters: ArrayLike<number>,
  classes: ArrayLike<number>,
): ClusterAgreement {
  const samples = clusters.length;
  if (samples === 0 || classes.length !== samples) {
    throw new RangeError('one sample at least is needed, and a cluster and a class for each');
  }
  /** Samples of each class in each cluster. */
  const table = new Map<number, Map<number, number>>();
  for (let i = 0; i < samples; i++) {
    const row = table.get(clusters[i] ?? 0) ?? new Map<number, number>();
    row.set(classes[i] ?? 0, (row.get(classes[i] ?? 0) ?? 0) + 1);
    table.set(clusters[i] ?? 0, row);
  }
  const cells = [...table.values()].flatMap((row) => [...row.values()]);
  const sizes = [...table.values()].map((row) => sum([...row.values()]));
  const classSizes = countsOf(classes);
  const [both, first, second] = [cells, sizes, classSizes].map((counts) => sum(counts.map(pairs)));
  const chance = ((first ?? 0) * (second ?? 0)) / pairs(samples);
  const most = ((first ?? 0) + (second ?? 0)) / 2;
  const [own, other] = [entropy(sizes, samples), entropy(classSizes, samples)];
  const shared = own + other - entropy(cells, samples);
  const expected = expectedMutualInformation(sizes, classSizes);
  const above = (own + other) / 2 - expected;
  return {
    // Both all together or all apart: the same, and chance says so too.
    adjustedRand: samples === 1 || most === chance ? 1 : ((both ?? 0) - chance) / (most - chance),
    mutualInformation: own + other === 0 ? 1 : Math.max(0, (2 * shared) / (own + other)),
    // Alone each, or all in one: nothing is left above chance.
    adjustedMutualInformation: Math.abs(above) < 1e-12 ? 1 : (shared - expected) / above,
    purity: sum([...table.values()].map((row) => Math.max(...row.values()))) / samples,
  };
}

function countsOf(values: ArrayLike<number>): number[] {
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    counts.set(values[i] ?? 0, (counts.get(values[i] ?? 0) ?? 0) + 1);
  }
  return [...counts.values()];
}

const pairs = (count: number): number => (count * (count - 1)) / 2;
const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);
const entropy = (counts: readonly number[], samples: number): number =>
  sum(counts.map((count) => (-count / samples) * Math.log(count / samples)));
