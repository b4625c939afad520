import { type Bounds, boundsOf } from './view.ts';

/** Points in square cells, so that the one under the pointer is found without looking at all of them. */
export class NearestPoint {
  readonly #coordinates: Float32Array;
  readonly #bounds: Bounds;
  readonly #cell: number;
  readonly #columns: number;
  readonly #rows: number;
  /** Where each cell's points begin in `#points`. */
  readonly #starts: Int32Array;
  readonly #points: Int32Array;

  /** @param coordinates x, y, x, y, … */
  constructor(coordinates: Float32Array) {
    const count = coordinates.length >> 1;
    this.#coordinates = coordinates;
    this.#bounds = boundsOf(coordinates);
    const width = Math.max(this.#bounds.right - this.#bounds.left, 1e-6);
    const height = Math.max(this.#bounds.bottom - this.#bounds.top, 1e-6);
    // About two points a cell.
    this.#cell = Math.max(
      Math.sqrt((2 * width * height) / Math.max(count, 1)),
      width / 2000,
      height / 2000,
    );
    this.#columns = Math.floor(width / this.#cell) + 1;
    this.#rows = Math.floor(height / this.#cell) + 1;
    const cells = new Int32Array(count);
    this.#starts = new Int32Array(this.#columns * this.#rows + 1);
    for (let point = 0; point < count; point++) {
      const cell = this.#cellOf(coordinates[2 * point] ?? 0, coordinates[2 * point + 1] ?? 0);
      cells[point] = cell;
      this.#starts[cell + 1] = (this.#starts[cell + 1] ?? 0) + 1;
    }
    for (let cell = 1; cell < this.#starts.length; cell++) {
      this.#starts[cell] = (this.#starts[cell] ?? 0) + (this.#starts[cell - 1] ?? 0);
    }
    this.#points = new Int32Array(count);
    const next = this.#starts.slice();
    for (let point = 0; point < count; point++) {
      const cell = cells[point] ?? 0;
      const at = next[cell] ?? 0;
      this.#points[at] = point;
      next[cell] = at + 1;
    }
  }

  /** @returns index of the nearest shown point within the radius; −1 when there is none */
  find(x: number, y: number, radius: number, present: Uint8Array): number {
    const { left, top } = this.#bounds;
    const clamp = (value: number, limit: number): number => Math.min(limit, Math.max(0, value));
    const fromColumn = clamp(Math.floor((x - radius - left) / this.#cell), this.#columns - 1);
    const toColumn = clamp(Math.floor((x + radius - left) / this.#cell), this.#columns - 1);
    const fromRow = clamp(Math.floor((y - radius - top) / this.#cell), this.#rows - 1);
    const toRow = clamp(Math.floor((y + radius - top) / this.#cell), this.#rows - 1);
    let best = -1;
    let bestDistance = radius * radius;
    for (let row = fromRow; row <= toRow; row++) {
      for (let column = fromColumn; column <= toColumn; column++) {
        const cell = row * this.#columns + column;
        for (let i = this.#starts[cell] ?? 0; i < (this.#starts[cell + 1] ?? 0); i++) {
          const point = this.#points[i] ?? 0;
          if (present[point] === 0) continue;
          const dx = (this.#coordinates[2 * point] ?? 0) - x;
          const dy = (this.#coordinates[2 * point + 1] ?? 0) - y;
          const distance = dx * dx + dy * dy;
          if (distance > bestDistance) continue;
          bestDistance = distance;
          best = point;
        }
      }
    }
    return best;
  }

  #cellOf(x: number, y: number): number {
    const column = Math.floor((x - this.#bounds.left) / this.#cell);
    const row = Math.floor((y - this.#bounds.top) / this.#cell);
    return (
      Math.min(this.#rows - 1, Math.max(0, row)) * this.#columns +
      Math.min(this.#columns - 1, Math.max(0, column))
    );
  }
}
