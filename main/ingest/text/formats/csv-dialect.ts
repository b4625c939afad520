import { parse } from 'csv-parse/sync';

const delimiters = [',', '\t', ';', '|'] as const;
/** Never in a text that was read: for tables of one column. */
const none = '\u0001';
const rows = 200;

/**
 * What separates the fields of a table: what cuts most rows of the sample into equally many, and into the most.
 *
 * @param sample the beginning of the text; a last row that is cut off does not matter
 */
export function guessDelimiter(sample: string): string {
  let best = { delimiter: none, score: 0 };
  for (const delimiter of delimiters) {
    const widths = widthsOf(sample, delimiter);
    const counts = new Map<number, number>();
    for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
    const [width, count] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
    if (width < 2) continue;
    const share = count / widths.length;
    // The header is written by a program even where rows are not.
    const score = share + (widths[0] === width ? 0.5 : 0) + Math.min(width, 20) / 100;
    if (share >= 0.5 && score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function widthsOf(sample: string, delimiter: string): number[] {
  const widths: number[] = [];
  try {
    parse(sample, {
      delimiter,
      to: rows,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      on_record: (fields: string[]) => {
        widths.push(fields.length);
        return null;
      },
    });
  } catch {
    // A quote that the sample does not close: the rows before it tell enough.
  }
  if (widths.length > 2 && widths.length < rows) widths.pop(); // cut off with the sample
  return widths;
}
