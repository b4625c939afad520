import type { Anomalies, Clusters, EmbeddingMap } from '../../../shared/contract/explore.ts';
import { query } from '../connection/query.svelte.ts';
import { alignedTo } from './aligned.ts';
import { type Cluster, clustersOf } from './clusters.ts';
import { IdIndex } from './id-index.ts';
import { NearestPoint } from './nearest-point.ts';
import type { SampleClasses } from './sample-classes.svelte.ts';
import { scoreOrder, shownFromTheEnd } from './score-order.ts';

/** A computed map with what is known about its samples now. */
export interface MapPoints {
  map: EmbeddingMap;
  count: number;
  index: IdIndex;
  nearest: NearestPoint;
  /** 0 for samples that were left out, or became test samples, since the map was made. */
  present: Uint8Array;
  /** Place of each point's class in the list of classes; −1 without a label. */
  classes: Int32Array;
  /** The clusters found last; null when there are none. */
  found: Clusters | null;
  /** Cluster of each point; −1: in none. */
  assignment: Int32Array;
  clusters: Cluster[];
  /** The unusual images found last; null when there are none. */
  anomalies: Anomalies | null;
  /** How unusual each point is, 0…1. */
  scores: Float32Array;
  /** Indices of shown points, the most unusual first. */
  unusual: Int32Array;
  idsOf(points: Int32Array): Int32Array;
  /** Indices of the samples that are on the map. */
  pointsOf(ids: ArrayLike<number>): Int32Array;
}

/** The map of a run with its clusters and unusual images; asked again when these, the data or the labels change. */
export class MapOfRun {
  readonly query;
  readonly #clusters;
  readonly #anomalies;
  readonly #ready;
  readonly #classes: SampleClasses;
  readonly #base = $derived.by(() => {
    const map = this.query.data?.map ?? null;
    if (map === null) return null;
    return {
      map,
      index: new IdIndex(map.ids),
      nearest: new NearestPoint(map.coordinates),
    };
  });
  readonly #clustered = $derived.by(() => {
    const base = this.#base;
    if (base === null) return null;
    const found = this.#clusters.data?.clusters ?? null;
    const count = base.map.ids.length;
    const assignment = new Int32Array(count).fill(-1);
    const strengths = new Float32Array(count);
    if (found !== null) {
      alignedTo(base.index, found.ids, found.assignment, assignment);
      alignedTo(base.index, found.ids, found.strengths, strengths);
    }
    return { found, assignment, order: scoreOrder(strengths.map((each) => 1 - each)) };
  });
  readonly #unusual = $derived.by(() => {
    const base = this.#base;
    if (base === null) return null;
    const anomalies = this.#anomalies.data?.anomalies ?? null;
    const scores = new Float32Array(base.map.ids.length);
    if (anomalies !== null) alignedTo(base.index, anomalies.ids, anomalies.scores, scores);
    return { anomalies, scores, order: scoreOrder(scores) };
  });
  readonly #present = $derived.by(() => {
    const base = this.#base;
    if (base === null) return new Uint8Array(0);
    const ready = this.#ready.data?.ids;
    const present = new Uint8Array(base.map.ids.length).fill(ready === undefined ? 1 : 0);
    for (const id of ready ?? []) {
      const point = base.index.of(id);
      if (point >= 0) present[point] = 1;
    }
    return present;
  });

  /** Null while there is none. */
  readonly points: MapPoints | null = $derived.by(() => {
    const [base, clustered, unusual] = [this.#base, this.#clustered, this.#unusual];
    if (base === null || clustered === null || unusual === null) return null;
    const { map, index, nearest } = base;
    const { found, assignment, order } = clustered;
    const present = this.#present;
    const classes = this.#classes.placesIn(index, map.ids.length);
    return {
      map,
      count: map.ids.length,
      index,
      nearest,
      present,
      classes,
      found,
      assignment,
      clusters: clustersOf({
        coordinates: map.coordinates,
        assignment,
        clusterCount: found?.count ?? 0,
        order,
        classes,
        present,
      }),
      anomalies: unusual.anomalies,
      scores: unusual.scores,
      unusual: shownFromTheEnd(unusual.order, present),
      idsOf: (points) => points.map((point) => map.ids[point] ?? 0),
      pointsOf: (ids) => Int32Array.from(ids, (id) => index.of(id)).filter((point) => point >= 0),
    };
  });

  constructor(project: () => string, run: () => number | null, classes: SampleClasses) {
    this.#classes = classes;
    const oneRun = (): { project: string; run: number } | null => {
      const of = run();
      return of === null ? null : { project: project(), run: of };
    };
    this.query = query('explore.map', oneRun, ['map']);
    this.#clusters = query('explore.clusters', oneRun, ['clusters', 'data']);
    this.#anomalies = query('explore.anomalies', oneRun, ['anomalies', 'data']);
    this.#ready = query(
      'data.ids',
      () =>
        run() === null
          ? null
          : {
              project: project(),
              filter: { status: ['ready'], split: 'train' },
              sort: { by: 'added', descending: false },
            },
      ['data', 'labels'],
    );
  }
}
