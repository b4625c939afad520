import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { type Matrix, pickRows, rowOf } from '../data/matrix.ts';
import { UnionFind } from '../data/union-find.ts';
import { dotProducts } from '../explore/dot-products.ts';
import { nearest } from '../explore/nearest.ts';

/** Neighbours listed of each point: most edges of the tree are among them. */
const listed = 16;
/** Points looked at before those left are found to need no look. */
const chunk = 2048;

/** An edge of a spanning tree: two points and their distance. */
export type TreeEdge = readonly [number, number, number];

/**
 * The minimum spanning tree of mutual reachability, max(core(x), core(y), ‖x − y‖), where core is the distance to the
 * `samples`-th neighbour, the point itself counted (Campello, Moulavi, Sander 2013, definitions 1 to 3).
 *
 * Borůvka's rounds: each component takes its shortest edge out. A point's edges are those to its listed neighbours; all others are at
 * least as long as to the last of those. Only where that bound does not settle it, distances to all points are worked out.
 *
 * @param points `[n, features]`, distances Euclidean
 */
export async function reachabilityTree(
  points: Matrix,
  samples: number,
  hooks: WorkHooks = {},
): Promise<TreeEdge[]> {
  const search = new EdgeSearch(points, hooks);
  await search.begin(samples);
  const sets = new UnionFind(points.rows);
  const tree: TreeEdge[] = [];
  while (sets.sets > 1) {
    for (const [from, to, squared] of await search.shortestOut(sets)) {
      if (sets.join(from, to)) tree.push([from, to, Math.sqrt(squared)]);
    }
    await giveWay(hooks, tree.length / Math.max(1, points.rows - 1));
  }
  return tree;
}

/** Finds the shortest edge out of each component. Distances are squared. */
class EdgeSearch {
  readonly #hooks: WorkHooks;
  /** `[x, 1]` and `[x, −‖x‖² / 2]`: their product is x·y − ‖y‖² / 2, so that ‖x − y‖² is ‖x‖² − 2 · product. */
  readonly #asked: Matrix;
  readonly #known: Matrix;
  readonly #squares: Float32Array;
  readonly #core: Float64Array;
  /** No edge that was not looked at is shorter. */
  readonly #bound: Float64Array;
  /** The shortest edge out that is known: its end, −1 for none, and its length. */
  readonly #end: Int32Array;
  readonly #length: Float64Array;
  #near: { count: number; rows: Int32Array; distances: Float64Array } = {
    count: 0,
    rows: new Int32Array(),
    distances: new Float64Array(),
  };

  constructor(points: Matrix, hooks: WorkHooks) {
    const centred = centredRows(points);
    this.#hooks = hooks;
    this.#squares = Float32Array.from({ length: points.rows }, (_, row) =>
      rowOf(centred, row).reduce((sum, each) => sum + each * each, 0),
    );
    this.#asked = withColumn(centred, () => 1);
    this.#known = withColumn(centred, (row) => (this.#squares[row] ?? 0) / -2);
    this.#core = new Float64Array(points.rows);
    this.#bound = new Float64Array(points.rows);
    this.#end = new Int32Array(points.rows).fill(-1);
    this.#length = new Float64Array(points.rows).fill(Number.POSITIVE_INFINITY);
  }

  /** Neighbours, core distances and first bounds. */
  async begin(samples: number): Promise<void> {
    const n = this.#asked.rows;
    const found = await nearest(this.#known, this.#asked, Math.max(samples, listed), (done) =>
      giveWay(this.#hooks, done / n),
    );
    const { count, rows } = found;
    const distances = Float64Array.from(found.similarities, (product, at) =>
      Math.max(0, (this.#squares[Math.floor(at / count)] ?? 0) - 2 * product),
    );
    this.#near = { count, rows, distances };
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
    const squares = this.#squares;
    const onRow = (query: number, products: Float32Array): void => {
      const point = some[query] ?? 0;
      const own = component[point];
      const square = squares[point] ?? 0;
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
    await dotProducts(this.#known, pickRows(this.#asked, some), onRow, {
      ...this.#hooks,
      onProgress: undefined,
    });
  }
}

/** Around the mean, where rounding of squares is least. */
function centredRows(points: Matrix): Matrix {
  const mean = new Float64Array(points.columns);
  points.values.forEach((value, at) => {
    const column = at % points.columns;
    mean[column] = (mean[column] ?? 0) + value / points.rows;
  });
  return { ...points, values: points.values.map((v, at) => v - (mean[at % points.columns] ?? 0)) };
}

function withColumn(points: Matrix, last: (row: number) => number): Matrix {
  const columns = points.columns + 1;
  const values = new Float32Array(points.rows * columns);
  for (let row = 0; row < points.rows; row++) {
    values.set(rowOf(points, row), row * columns);
    values[(row + 1) * columns - 1] = last(row);
  }
  return { rows: points.rows, columns, values };
}
