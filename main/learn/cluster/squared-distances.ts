import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { type Matrix, pickRows, rowOf } from '../data/matrix.ts';
import { dotProducts } from '../explore/dot-products.ts';
import { nearest } from '../explore/nearest.ts';

/** Neighbours of each of some rows, the nearest first, each row its own first. */
export interface NearRows {
  count: number;
  /** `[n · count]` */
  rows: Int32Array;
  /** Squared distance of each. */
  distances: Float64Array;
}

/**
 * Squared Euclidean distances among rows, by matrix multiplication: of `[x, 1]` and `[y, −‖y‖² / 2]` the product is
 * x·y − ‖y‖² / 2, so that ‖x − y‖² is ‖x‖² − 2 · product.
 */
export class SquaredDistances {
  readonly #asked: Matrix;
  readonly #known: Matrix;
  readonly #squares: Float32Array;

  /** @param points `[n, features]` */
  constructor(points: Matrix) {
    const centred = centredRows(points);
    this.#squares = Float32Array.from({ length: points.rows }, (_, row) =>
      rowOf(centred, row).reduce((sum, each) => sum + each * each, 0),
    );
    this.#asked = withColumn(centred, () => 1);
    this.#known = withColumn(centred, (row) => (this.#squares[row] ?? 0) / -2);
  }

  /** The nearest rows of each. */
  async nearest(wanted: number, hooks: WorkHooks): Promise<NearRows> {
    const n = this.#asked.rows;
    const { count, rows, similarities } = await nearest(this.#known, this.#asked, wanted, (done) =>
      giveWay(hooks, done / n),
    );
    const distances = Float64Array.from(similarities, (product, at) =>
      Math.max(0, (this.#squares[Math.floor(at / count)] ?? 0) - 2 * product),
    );
    return { count, rows, distances };
  }

  /**
   * From some rows to all.
   * @param onRow gets the place in the list, ‖x‖², and the products with all rows, valid during the call alone
   */
  async toAll(
    some: readonly number[],
    onRow: (place: number, square: number, products: Float32Array) => void,
    { signal }: WorkHooks,
  ): Promise<void> {
    await dotProducts(
      this.#known,
      pickRows(this.#asked, some),
      (place, products) => onRow(place, this.#squares[some[place] ?? 0] ?? 0, products),
      { signal },
    );
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
