/** What code in Python and in JavaScript says of tables in the very same words; see `main/ingest/tables/`. */

/** Texts that stand for no value, in lower case: the inside of a list. */
export const missingTexts = String.raw`"", "-", "--", "?", ".", "na", "n/a", "#n/a", "#na", "<na>", "nan", "-nan", "null", "none",
  "nil", "\\n", "#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!"`;

/** A sign and a currency or a percent sign before a number, its digits, and what follows. */
export const numberParts = String.raw`([^0-9.,+−-]*)([+−-]?)([^0-9.,+−-]*)([0-9.,' \u00a0\u202f]+(?:e[+-]?[0-9]+)?)(.*)`;
export const numberAffixes = `[$€£¥₹%]|usd|eur|gbp|jpy|chf|inr|cny|kr|zł`;

/** A time may follow a date: hour, minute, second, fraction, half of the day, zone. */
export const timeForm = String.raw`(?:[T ,]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?`;

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

export const monthNames =
  '"january", "february", "march", "april", "may", "june",\n  "july", "august", "september", "october", "november", "december"';
