import { noValue, shortText } from './describe-row.ts';
import { type ColumnPreprocessing, featureCount } from './preprocessing.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * What a row of features says, for people: names and values of its columns, in the order of the preprocessing. Values that were
 * clipped, and categories that were rare, are what they became.
 * @param features `[features]`, as `RowEncoder` writes them, or as a model guesses them: of a category the likeliest; 0 everywhere and no flag is a value
 *   like any other
 */
export function decodeRow(
  columns: readonly ColumnPreprocessing[],
  features: Float32Array,
): [column: string, value: string][] {
  let at = 0;
  return columns.map((column) => {
    const count = featureCount(column);
    const own = features.subarray(at, at + count);
    at += count;
    const isMissing = column.hasMissing && (own[count - 1] ?? 0) > 0.5;
    return [column.name, isMissing ? noValue : valueText(column, own)];
  });
}

function valueText(column: ColumnPreprocessing, own: Float32Array): string {
  switch (column.type) {
    case 'number':
      // As many digits as float32 and standardizing leave for sure.
      return String(Number(plain(column, own).toPrecision(5)));
    case 'category': {
      const shares = own.subarray(0, column.categories.length + 1);
      const most = Math.max(...shares);
      return most <= 0 ? noValue : (column.categories[shares.indexOf(most)] ?? 'other');
    }
    case 'date': {
      const time = plain(column, own) * dayMs;
      // What float32 keeps of a date is hours.
      const rounded = column.hasTime ? time : Math.round(time / dayMs) * dayMs;
      return shortText(new Date(rounded)) ?? noValue;
    }
  }
}

function plain(
  { mean, deviation }: { mean: number; deviation: number },
  own: Float32Array,
): number {
  return (own[0] ?? 0) * deviation + mean;
}
