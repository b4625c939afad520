/** Parts of code in Python and in JavaScript for tables that are the same in both; see `main/ingest/tables/`. */

/** The inside of a list of texts. @param each on a line */
export function listed(texts: readonly string[], each: number): string {
  const lines: string[] = [];
  for (let begin = 0; begin < texts.length; begin += each) {
    const line = texts.slice(begin, begin + each);
    lines.push(line.map((text) => JSON.stringify(text)).join(', '));
  }
  return lines.join(',\n  ');
}

const day = '(?<day>[0-9]{1,2})';
const month = '(?<month>[0-9]{1,2})';
const year = '(?<year>[0-9]{4}|[0-9]{2})';
const weekday = String.raw`(?:[A-Za-z]{3,9},?\s+)?`;
const named = '(?<month>[A-Za-z]{3,9})';

/** How dates are written, by style, as JavaScript writes regular expressions. */
export const dateForms: Readonly<Record<string, readonly string[]>> = {
  iso: [String.raw`(?<year>[0-9]{4})(?<mark>[-/.])${month}(?:\k<mark>${day})?`],
  'day-first': [String.raw`${day}(?<mark>[-/.])${month}\k<mark>${year}`],
  'month-first': [String.raw`${month}(?<mark>[-/.])${day}\k<mark>${year}`],
  named: [
    String.raw`${weekday}${named}\.?[ -]+${day},?[ -]+(?<year>[0-9]{4})`,
    String.raw`${weekday}${day}\.?[ -]+${named}\.?,?[ -]+(?<year>[0-9]{4})`,
  ],
};
