import type { EmbeddingMap } from '../../../shared/contract/explore.ts';
import { query } from '../connection/query.svelte.ts';
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
  clusters: Cluster[];
  /** Indices of shown points, the farthest out first. */
  outliers: Int32Array;
  idsOf(points: Int32Array): Int32Array;
  /** Indices of the samples that are on the map. */
  pointsOf(ids: ArrayLike<number>): Int32Array;
}

/** The map of a run; asked again when it, the data or the labels change. */
export class MapOfRun {
  readonly query;
  readonly #ready;
  readonly #classes: SampleClasses;
  readonly #base = $derived.by(() => {
    const map = this.query.data?.map ?? null;
    if (map === null) return null;
    return {
      map,
      index: new IdIndex(map.ids),
      nearest: new NearestPoint(map.coordinates),
      order: scoreOrder(map.outliers),
    };
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
    const base = this.#base;
    if (base === null) return null;
    const { map, index, nearest, order } = base;
    const present = this.#present;
    const classes = this.#classes.placesIn(index, map.ids.length);
    return {
      map,
      count: map.ids.length,
      index,
      nearest,
      present,
      classes,
      clusters: clustersOf({ ...map, order, classes, present }),
      outliers: shownFromTheEnd(order, present),
      idsOf: (points) => points.map((point) => map.ids[point] ?? 0),
      pointsOf: (ids) => Int32Array.from(ids, (id) => index.of(id)).filter((point) => point >= 0),
    };
  });

  constructor(project: () => string, run: () => number | null, classes: SampleClasses) {
    this.#classes = classes;
    this.query = query('explore.map', () => {
      const of = run();
      return of === null ? null : { project: project(), run: of };
    }, ['map']);
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
