import type { Anomalies } from '../../../shared/contract/explore.ts';
import { IdIndex } from '../map/id-index.ts';

/** What is known of single pictures among the unusual ones. */
export interface UnusualIndex {
  /** Mean distance to its nearest; 0 where it is not known. */
  distanceOf: (sample: number) => number;
  /** Its rank, 0…1. */
  scoreOf: (sample: number) => number;
  /** The usual pictures nearest to it; none beyond the most unusual ones. */
  usualNear: (sample: number) => number[];
}

export function unusualIndex({
  ids,
  distances,
  scores,
  listed,
  usual,
  usualCount,
}: Pick<
  Anomalies,
  'ids' | 'distances' | 'scores' | 'listed' | 'usual' | 'usualCount'
>): UnusualIndex {
  const all = new IdIndex(ids);
  const places = new IdIndex(listed);
  return {
    distanceOf: (sample) => distances[all.of(sample)] ?? 0,
    scoreOf: (sample) => scores[all.of(sample)] ?? 0,
    usualNear: (sample) => {
      const place = places.of(sample);
      return place < 0
        ? []
        : Array.from(usual.subarray(place * usualCount, (place + 1) * usualCount));
    },
  };
}
