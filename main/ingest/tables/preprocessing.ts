import type { DateStyle } from './dates.ts';
import type { NumberStyle } from './numbers.ts';

/**
 * How rows become features, as plain data that stays fixed for a data set: prediction and exported models use the
 * same. Columns are found by name, so a later table may have them in another order and others beside them.
 */
export interface TablePreprocessing {
  columns: ColumnPreprocessing[];
}

export type ColumnPreprocessing = NumberColumn | CategoryColumn | DateColumn;

interface UsedColumn {
  name: string;
  /** Whether values were missing in the data: then the last feature of the column is 1 where one is. */
  hasMissing: boolean;
}

/**
 * One feature: `(clip(value) − mean) / deviation`; 0 where the value is missing.
 */
export interface NumberColumn extends UsedColumn {
  type: 'number';
  style: NumberStyle;
  /** Of heavy tails: what is beyond is taken for this. `null`: nothing is far out. */
  clip: readonly [low: number, high: number] | null;
  /** After clipping. */
  mean: number;
  /** Of the population (divided by n), as in scikit-learn's StandardScaler. */
  deviation: number;
}

/** A feature for each category, and one for all other values; all 0 where the value is missing. */
export interface CategoryColumn extends UsedColumn {
  type: 'category';
  /** As `categoryText` writes values; the most frequent first. */
  categories: string[];
  style: NumberStyle;
}

/**
 * The day since 1970 (with a fraction), standardized; sine and cosine of the day of the year and of the weekday; those
 * of the time of the day where the data have times. All 0 where the value is missing.
 */
export interface DateColumn extends UsedColumn {
  type: 'date';
  style: DateStyle;
  hasTime: boolean;
  /** Of the days. */
  mean: number;
  deviation: number;
}

/** Features of a column, the one for missing values among them. */
export function featureCount(column: ColumnPreprocessing): number {
  const flag = column.hasMissing ? 1 : 0;
  switch (column.type) {
    case 'number':
      return 1 + flag;
    case 'category':
      return column.categories.length + 1 + flag;
    case 'date':
      return (column.hasTime ? 7 : 5) + flag;
  }
}

/** Names for people and for exported models: `colour = red`, `when: day`. As many as `featureCount`. */
export function featureNames(column: ColumnPreprocessing): string[] {
  const { name } = column;
  const flag = column.hasMissing ? [`${name} is missing`] : [];
  switch (column.type) {
    case 'number':
      return [name, ...flag];
    case 'category':
      return [...column.categories.map((one) => `${name} = ${one}`), `${name} = other`, ...flag];
    case 'date': {
      const cycles = ['year', 'week', ...(column.hasTime ? ['day'] : [])];
      const waves = cycles.flatMap((cycle) => [
        `${name}: sine of the ${cycle}`,
        `${name}: cosine of the ${cycle}`,
      ]);
      return [`${name}: days`, ...waves, ...flag];
    }
  }
}
