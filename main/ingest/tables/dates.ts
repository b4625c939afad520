import { monthNames, timeForm } from '../../../shared/table-words.ts';

/**
 * How the dates of a column are written. `iso` (year first, `-` or `/` between), `day-first` (`31.1.2020`,
 * `31/01/2020`), `month-first` (`1/31/2020`), `named` (`Jan 31 2020`, `31 January 2020`). A time may follow.
 */
export type DateStyle = 'iso' | 'day-first' | 'month-first' | 'named';

export const dateStyles: readonly DateStyle[] = ['iso', 'day-first', 'month-first', 'named'];

const iso = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})(?:\\2(\\d{1,2}))?${timeForm}$`);
const numeric = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${timeForm}$`);
const monthNamed = new RegExp(
  `^(?:[a-z]{3,9},?\\s+)?([a-z]{3,9})\\.?[ -]+(\\d{1,2}),?[ -]+(\\d{4})${timeForm}$`,
  'i',
);
const dayNamed = new RegExp(
  `^(?:[a-z]{3,9},?\\s+)?(\\d{1,2})\\.?[ -]+([a-z]{3,9})\\.?,?[ -]+(\\d{4})${timeForm}$`,
  'i',
);
const longestDate = 50;
/** Two-digit years from here on are of the twentieth century, as in POSIX. */
const firstOfLastCentury = 69;

/** Milliseconds since 1970 (UTC; a date without a zone is taken for UTC), or `null` when it is no such date. */
export function parseDate(text: string, style: DateStyle): number | null {
  if (text.length > longestDate || text.length < 6) return null;
  switch (style) {
    case 'iso': {
      const found = iso.exec(text);
      if (found === null) return null;
      const [, year, , month, day = '1', ...rest] = found;
      return toTime(Number(year), Number(month), Number(day), rest);
    }
    case 'named': {
      const byMonth = monthNamed.exec(text);
      if (byMonth !== null) {
        const [, month = '', day, year, ...rest] = byMonth;
        return toTime(Number(year), monthNumber(month), Number(day), rest);
      }
      const byDay = dayNamed.exec(text);
      if (byDay === null) return null;
      const [, day, month = '', year, ...rest] = byDay;
      return toTime(Number(year), monthNumber(month), Number(day), rest);
    }
    default: {
      const found = numeric.exec(text);
      if (found === null) return null;
      const [, first, , second, year = '', ...rest] = found;
      const [day, month] = style === 'day-first' ? [first, second] : [second, first];
      return toTime(fullYear(year), Number(month), Number(day), rest);
    }
  }
}

/** From 1; of a name or its first letters, of which three are there. @returns 0 for none */
function monthNumber(name: string): number {
  return monthNames.findIndex((full) => full.startsWith(name.toLowerCase())) + 1;
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 4) return year;
  return year + (year >= firstOfLastCentury ? 1900 : 2000);
}

function toTime(
  year: number,
  month: number,
  day: number,
  [hour = '0', minute = '0', second = '0', fraction = '', half = '', zone = '']: (
    | string
    | undefined
  )[],
): number | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  let hours = Number(hour);
  if (half !== '') {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
  }
  if (hours > 24 || Number(minute) > 59 || Number(second) > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) return null; // 31 April
  const milliseconds = fraction === '' ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  date.setUTCHours(hours, Number(minute), Number(second), milliseconds);
  return date.getTime() - zoneOffset(zone);
}

function zoneOffset(zone: string): number {
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (found === null) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return (found[1] === '-' ? -minutes : minutes) * 60_000;
}

/**
 * The style in which most of `texts` are dates, and how many of them are. `ambiguous`: `1/2/2020` throughout, which
 * is taken for day first with dots and dashes, for month first with slashes.
 */
export function findDateStyle(texts: readonly string[]): {
  style: DateStyle;
  count: number;
  ambiguous: boolean;
} {
  const counts = dateStyles.map((style) => ({
    style,
    count: texts.reduce((sum, text) => sum + Number(parseDate(text, style) !== null), 0),
  }));
  const slashes = texts.filter((text) => /^\d{1,2}\//.test(text)).length;
  const preferred: DateStyle = slashes > texts.length / 2 ? 'month-first' : 'day-first';
  counts.sort(
    (a, b) => b.count - a.count || Number(b.style === preferred) - Number(a.style === preferred),
  );
  const best = counts[0] ?? { style: 'iso', count: 0 };
  const other = best.style === 'day-first' ? 'month-first' : 'day-first';
  const rival = counts.find((one) => one.style === other)?.count ?? 0;
  const ambiguous = best.style.endsWith('-first') && best.count > 0 && rival === best.count;
  return { ...best, ambiguous };
}
