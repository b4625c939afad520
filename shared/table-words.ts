/** What is read in the cells of a table, by the app and by the programs beside its exports: one list for both. */

/**
 * Texts that stand for "no value", in lower case. Those of pandas' `read_csv`, without the ones that are words
 * (`None` stays: Python writes it), and the errors of spreadsheet formulas.
 */
export const missingTexts: readonly string[] = [
  '',
  '-',
  '--',
  '?',
  '.',
  'na',
  'n/a',
  '#n/a',
  '#na',
  '<na>',
  'nan',
  '-nan',
  'null',
  'none',
  'nil',
  '\\n',
  '#null!',
  '#div/0!',
  '#value!',
  '#ref!',
  '#name?',
  '#num!',
];

/** A sign and a currency or a percent sign before a number, its digits, and what follows; the case does not matter. */
export const numberParts = String.raw`([^0-9.,+−-]*)([+−-]?)([^0-9.,+−-]*)([0-9.,' \u00a0\u202f]+(?:e[+-]?[0-9]+)?)(.*)`;
export const numberAffixes = '[$€£¥₹%]|usd|eur|gbp|jpy|chf|inr|cny|kr|zł';

/** A time may follow a date: hour, minute, second, fraction, half of the day, zone. */
export const timeForm = String.raw`(?:[T ,]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?`;

export const monthNames: readonly string[] = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
