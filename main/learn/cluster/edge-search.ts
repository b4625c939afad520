import type { WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import type { UnionFind } from '../data/union-find.ts';
import { type NearRows, SquaredDistances } from './squared-distances.ts';

/** Neighbours listed of each point: most edges of the tree are among them. */
const listed = 16;
/** Points looked at before those left are found to need no look. */
const chunk = 2048;

/** An edge of a spanning tree: two points and their distance, or its square while edges are looked for. */
export type TreeEdge = readonly [number, number, number];

/**
 * Finds the shortest edge of mutual reachability out of each component. A point's edges are those to its listed neighbours;
 * all others are at least as long as to the last of those. Only where that bound does not settle it, distances to all points
 * are worked out. Lengths are squared.
 */
export class EdgeSearch {
  readonly #hooks: WorkHooks;
  readonly #squared: SquaredDistances;
  readonly #core: Float64Array;
  /** No edge that was not looked at is shorter. */
  readonly #bound: Float64Array;
  /** The shortest edge out that is known: its end, −1 for none, and its length. */
  readonly #end: Int32Array;
  readonly #length: Float64Array;
  #near: NearRows = { count: 0, rows: new Int32Array(), distances: new Float64Array() };

  constructor(points: Matrix, hooks: WorkHooks) {
    this.#hooks = hooks;
    this.#squared = new SquaredDistances(points);
    this.#core = new Float64Array(points.rows);
    this.#bound = new Float64Array(points.rows);
    this.#end = new Int32Array(points.rows).fill(-1);
    this.#length = new Float64Array(points.rows).fill(Number.POSITIVE_INFINITY);
  }

  /** Neighbours, core distances and first bounds. */
  async begin(samples: number): Promise<void> {
    const n = this.#core.length;
    this.#near = await this.#squared.nearest(Math.max(samples, listed), this.#hooks);
    const { count, distances } = this.#near;
    for (let point = 0; point < n; point++) {
      this.#core[point] = distances[point * count + Math.min(samples, count) - 1] ?? 0;
      this.#bound[point] = Math.max(
        this.#core[point] ?? 0,
        count === n ? Number.POSITIVE_INFINITY : (distances[(point + 1) * count - 1] ?? 0),
      );
    }
  }

  async shortestOut(sets: UnionFind): Promise<TreeEdge[]> {
    const component = Int32Array.from(this.#core, (_, point) => sets.find(point));
    /** The point of each component whose edge is the shortest known. */
    const best = new Map<number, number>();
    const lengthOf = (point: number | undefined): number =>
      point === undefined ? Number.POSITIVE_INFINITY : (this.#length[point] ?? 0);
    const offer = (point: number): void => {
      const own = component[point] ?? 0;
      if (lengthOf(point) < lengthOf(best.get(own))) best.set(own, point);
    };
    for (let point = 0; point < component.length; point++) {
      this.#fromListed(point, component);
      offer(point);
    }
    const unsettled = (point: number): boolean =>
      (this.#bound[point] ?? 0) < lengthOf(point) &&
      (this.#bound[point] ?? 0) < lengthOf(best.get(component[point] ?? 0));
    // Those that can be nearest first: what they find settles others.
    let open = Array.from(component.keys())
      .filter(unsettled)
      .sort((a, b) => (this.#bound[a] ?? 0) - (this.#bound[b] ?? 0));
    while (open.length > 0) {
      const some = open.slice(0, chunk);
      await this.#fromAll(some, component);
      for (const point of some) offer(point);
      open = open.slice(chunk).filter(unsettled);
    }
    return Array.from(best.values(), (point) => [point, this.#end[point] ?? 0, lengthOf(point)]);
  }

  /** Keeps the edge that leads out still, or takes the shortest to a listed neighbour. */
  #fromListed(point: number, component: Int32Array): void {
    const own = component[point];
    const end = this.#end[point] ?? -1;
    if (end >= 0 && component[end] !== own) return;
    const { count, rows, distances } = this.#near;
    let [to, least] = [-1, Number.POSITIVE_INFINITY];
    for (let at = point * count; at < (point + 1) * count; at++) {
      const other = rows[at] ?? 0;
      if (component[other] === own) continue;
      const length = Math.max(distances[at] ?? 0, this.#core[point] ?? 0, this.#core[other] ?? 0);
      if (length < least) [to, least] = [other, length];
    }
    this.#end[point] = to;
    this.#length[point] = least;
  }

  async #fromAll(some: number[], component: Int32Array): Promise<void> {
    const core = this.#core;
    const onRow = (place: number, square: number, products: Float32Array): void => {
      const point = some[place] ?? 0;
      const own = component[point];
      const least = core[point] ?? 0;
      let [to, shortest] = [-1, Number.POSITIVE_INFINITY];
      for (let other = 0; other < products.length; other++) {
        let length = square - 2 * (products[other] ?? 0);
        if (length >= shortest || component[other] === own) continue;
        const theirs = core[other] ?? 0;
        if (length < theirs) length = theirs;
        if (length < least) length = least;
        if (length < shortest) [to, shortest] = [other, length];
      }
      this.#end[point] = to;
      this.#length[point] = shortest;
      // Components only grow: what leads out later is no shorter.
      this.#bound[point] = shortest;
    };
    await this.#squared.toAll(some, onRow, this.#hooks);
  }
}
