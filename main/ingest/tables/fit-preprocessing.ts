import { categoryText, dayValue, numberValue } from './cell-values.ts';
import type { ColumnInfo } from './column-types.ts';
import type {
  CategoryColumn,
  ColumnPreprocessing,
  DateColumn,
  NumberColumn,
  TablePreprocessing,
} from './preprocessing.ts';
import type { RowSample } from './row-sample.ts';
import type { Cell, TableBatch } from './table.ts';

/** More are `other`. */
const maxCategories = 50;
/** A category is one of its own from so many rows on, or from this share of them. */
const frequentCount = 5;
const frequentShare = 0.01;
/** Different values of one column that are counted; those that come first only after them are `other`. */
const maxCounted = 100_000;
/** In quartile ranges from the median: what is further out makes a tail heavy. */
const farOut = 10;
const clipShare = 0.005;

/**
 * The preprocessing of a table: reads all of its rows once for means, deviations and categories.
 *
 * @param infos of all columns; those of type number, category and date are used
 * @param sample the one the types were found by; it decides which numbers are clipped
 * @param leaveOut names of columns that are not used: the labels
 */
export async function fitPreprocessing(
  infos: readonly ColumnInfo[],
  sample: RowSample,
  batches: AsyncIterable<TableBatch>,
  leaveOut: ReadonlySet<string> = new Set(),
): Promise<TablePreprocessing> {
  const fits = infos.flatMap((info, place) => {
    const fit = leaveOut.has(info.name) ? null : startFit(info, place, sample);
    return fit === null ? [] : [{ fit, place }];
  });
  for await (const { rows } of batches) {
    for (const row of rows) {
      for (const { fit, place } of fits) fit.add(row[place] ?? null);
    }
  }
  return { columns: fits.map(({ fit }) => fit.result()) };
}

/** What is learnt about one column while its values go by. */
interface ColumnFit {
  add(cell: Cell): void;
  result(): ColumnPreprocessing;
}

function startFit(info: ColumnInfo, place: number, sample: RowSample): ColumnFit | null {
  switch (info.type) {
    case 'number':
      return new NumberFit(info, findClip(numbersOf(info, place, sample)));
    case 'category':
      return new CategoryFit(info);
    case 'date':
      return new DateFit(info);
    default:
      return null;
  }
}

function numbersOf({ numberStyle }: ColumnInfo, place: number, sample: RowSample): Float64Array {
  const numbers = sample.rows.flatMap(
    ({ row }) => numberValue(row[place] ?? null, numberStyle) ?? [],
  );
  return Float64Array.from(numbers).sort();
}

/**
 * Where to clip numbers with heavy tails: at the quantiles of 0.5 % and 99.5 %, when a value is more than ten quartile
 * ranges from the median. `null`: nothing is that far out, or half of the values are one and the same.
 */
function findClip(sorted: Float64Array): readonly [number, number] | null {
  if (sorted.length < 20) return null;
  const median = quantile(sorted, 0.5);
  const range = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  const far = Math.max(median - (sorted[0] ?? 0), (sorted.at(-1) ?? 0) - median);
  if (range === 0 || far <= farOut * range) return null;
  return [quantile(sorted, clipShare), quantile(sorted, 1 - clipShare)];
}

/** By linear interpolation, as numpy does. */
function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? 0;
  return low + (high - low) * (at - Math.floor(at));
}

/** Mean and deviation as values go by (Welford 1962). */
class Moments {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.#count += 1;
    const step = value - this.#mean;
    this.#mean += step / this.#count;
    this.#squares += step * (value - this.#mean);
  }

  get mean(): number {
    return this.#mean;
  }

  /** 1 where all values are the same: there is nothing to scale. */
  get deviation(): number {
    const deviation = Math.sqrt(this.#squares / Math.max(1, this.#count));
    return deviation > 0 && Number.isFinite(deviation) ? deviation : 1;
  }
}

class NumberFit implements ColumnFit {
  readonly #info: ColumnInfo;
  readonly #clip: readonly [number, number] | null;
  readonly #moments = new Moments();
  #hasMissing = false;

  constructor(info: ColumnInfo, clip: readonly [number, number] | null) {
    this.#info = info;
    this.#clip = clip;
  }

  add(cell: Cell): void {
    const value = numberValue(cell, this.#info.numberStyle);
    if (value === null) this.#hasMissing = true;
    else if (this.#clip === null) this.#moments.add(value);
    else this.#moments.add(Math.min(Math.max(value, this.#clip[0]), this.#clip[1]));
  }

  result(): NumberColumn {
    const { name, numberStyle } = this.#info;
    const { mean, deviation } = this.#moments;
    const hasMissing = this.#hasMissing;
    return {
      name,
      type: 'number',
      style: numberStyle,
      clip: this.#clip,
      mean,
      deviation,
      hasMissing,
    };
  }
}

class CategoryFit implements ColumnFit {
  readonly #info: ColumnInfo;
  readonly #counts = new Map<string, number>();
  #rows = 0;
  #hasMissing = false;

  constructor(info: ColumnInfo) {
    this.#info = info;
  }

  add(cell: Cell): void {
    const text = categoryText(cell, this.#info.numberStyle);
    this.#rows += 1;
    if (text === null) {
      this.#hasMissing = true;
      return;
    }
    const count = this.#counts.get(text);
    if (count !== undefined || this.#counts.size < maxCounted) {
      this.#counts.set(text, (count ?? 0) + 1);
    }
  }

  result(): CategoryColumn {
    const { name, numberStyle } = this.#info;
    const least = Math.min(frequentCount, Math.max(1, frequentShare * this.#rows));
    const categories = [...this.#counts]
      .filter(([, count]) => count >= least)
      .sort(([a, count], [b, other]) => other - count || (a < b ? -1 : 1))
      .slice(0, maxCategories)
      .map(([text]) => text);
    return { name, type: 'category', style: numberStyle, categories, hasMissing: this.#hasMissing };
  }
}

class DateFit implements ColumnFit {
  readonly #info: ColumnInfo;
  readonly #moments = new Moments();
  #hasTime = false;
  #hasMissing = false;

  constructor(info: ColumnInfo) {
    this.#info = info;
  }

  add(cell: Cell): void {
    const day = dayValue(cell, this.#info.dateStyle);
    if (day === null) {
      this.#hasMissing = true;
      return;
    }
    this.#moments.add(day);
    if (!Number.isInteger(day)) this.#hasTime = true;
  }

  result(): DateColumn {
    const { name, dateStyle } = this.#info;
    const { mean, deviation } = this.#moments;
    const hasMissing = this.#hasMissing;
    return {
      name,
      type: 'date',
      style: dateStyle,
      hasTime: this.#hasTime,
      mean,
      deviation,
      hasMissing,
    };
  }
}
