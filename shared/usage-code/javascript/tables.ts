import {
  missingTexts,
  monthNames,
  numberAffixes,
  numberParts,
  timeForm,
} from '../../table-words.ts';
import { dateForms, listed } from '../table-code.ts';
import type { JavascriptSamples } from './samples.ts';

const forms = Object.entries(dateForms)
  .map(([style, patterns]) => {
    const each = patterns.map((pattern) => JSON.stringify(pattern));
    return `  "${style}": [${each.join(',\n    ')}],`;
  })
  .join('\n');

const numbers = String.raw`const missing = new Set([${listed(missingTexts, 14)}]);
const marks = { plain: ["' ", "\\."], "comma-groups": [",", "\\."], "comma-decimal": [".' ", ","] };
const simple = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i;
const parts = /^${numberParts}$/i;
const affix = /^\s*(?:${numberAffixes})?\s*$/i;

/** "1,234.5", "12 %" or "(5)" as a number; null for what is none, as "007". */
function numberOf(text, style) {
  const finite = (value) => (Number.isFinite(value) ? value + 0 : null);
  if (text.length > 60 || /^0[0-9]/.test(text)) return null;
  if (style !== "comma-decimal" && simple.test(text)) return finite(Number(text));
  const isNegative = text.startsWith("(") && text.endsWith(")");
  const found = parts.exec(isNegative ? text.slice(1, -1).trim() : text);
  if (found === null) return null;
  const [, before, minus, between, spaced, after] = found;
  if (![before, between, after].every((part) => affix.test(part))) return null;
  const digits = spaced.trim().replace(/[\u00a0\u202f]/g, " ");
  const [group, point] = marks[style];
  const form = "(?:[0-9]+|[0-9]{1,3}(?:[" + group + "][0-9]{3})+)(?:" + point + "[0-9]*)?|" + point + "[0-9]+";
  const whole = new RegExp("^(?:" + form + ")(?:e[+-]?[0-9]+)?$", "i");
  if (/^0[0-9]/.test(digits) || !whole.test(digits)) return null;
  const plain = [...group].reduce((left, mark) => left.replaceAll(mark, ""), digits).replace(",", ".");
  return finite((isNegative ? -1 : 1) * (minus === "-" || minus === "−" ? -1 : 1) * Number(plain));
}
`;

const dates = `const months = [${listed(monthNames, 6)}];
const time = ${JSON.stringify(timeForm)};
const dates = {
${forms}
};

/** Days since 1970, with a fraction; null for what is no date. */
function dayOf(text, style) {
  const found = dates[style].map((form) => new RegExp("^" + form + time + "$").exec(text)).find((match) => match !== null);
  if (found === undefined || text.length < 6 || text.length > 50) return null;
  const { year: written, month: named, day = "1" } = found.groups;
  const year = Number(written) + (written.length === 4 ? 0 : Number(written) >= 69 ? 1900 : 2000);
  const isName = /^[a-z]/i.test(named);
  const month = isName ? months.findIndex((name) => name.startsWith(named.toLowerCase())) + 1 : Number(named);
  const [hour = "0", minute = "0", second = "0", fraction = "0", half = "", zone = ""] = found.slice(-6);
  let hours = Number(hour);
  if (half !== "" && (hours < 1 || hours > 12)) return null;
  if (half !== "") hours = (hours % 12) + (half.toLowerCase().startsWith("p") ? 12 : 0);
  if (hours > 24 || Number(minute) > 59 || Number(second) > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, Number(day));
  if (month < 1 || month > 12 || date.getUTCDate() !== Number(day)) return null; // 31 April
  const away = 60 * Number(zone.slice(1, 3)) + Number(zone.slice(-2));
  const east = zone[0] === "+" ? away : zone[0] === "-" ? -away : 0;
  const milliseconds = Math.floor(Number("0." + fraction) * 1000);
  const seconds = 3600 * hours + 60 * (Number(minute) - east) + Number(second);
  return (date.getTime() + 1000 * seconds + milliseconds) / 86400000;
}
`;

const rows = String.raw`/** The features of a cell, as pretext.json says of its column. */
function featuresOf(column, cell) {
  const text = cell.trim();
  const isMissing = missing.has(text.toLowerCase());
  const flag = (set) => (column.hasMissing ? [set ? 1 : 0] : []);
  if (column.type === "category") {
    const features = new Array(column.categories.length + 1).fill(0);
    const place = column.categories.indexOf(String(numberOf(text, column.style) ?? text));
    if (!isMissing) features[place < 0 ? column.categories.length : place] = 1;
    return [...features, ...flag(isMissing)];
  }
  const read = column.type === "number" ? numberOf : dayOf;
  const value = isMissing ? null : read(text, column.style);
  if (column.type === "number") {
    const [low, high] = column.clip ?? [-Infinity, Infinity];
    const clipped = Math.min(Math.max(value ?? 0, low), high);
    return [value === null ? 0 : (clipped - column.mean) / column.deviation, ...flag(value === null)];
  }
  const count = column.hasTime ? 7 : 5;
  if (value === null) return [...new Array(count).fill(0), ...flag(true)];
  const whole = Math.floor(value);
  const first = new Date(whole * 86400000);
  first.setUTCMonth(0, 1);
  const ofYear = whole - first.getTime() / 86400000;
  const turns = [ofYear / 365.25, ((((whole + 3) % 7) + 7) % 7) / 7, value - whole];
  const waves = turns.flatMap((turn) => [Math.sin(2 * Math.PI * turn), Math.cos(2 * Math.PI * turn)]);
  return [...[(value - column.mean) / column.deviation, ...waves].slice(0, count), ...flag(false)];
}

function rowsOf(name, bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder("windows-1252").decode(bytes);
  }
  const { columns } = prep;
  for (const delimiter of ["\t", ";", "|", ","]) {
    const relaxed = { relax_column_count: true, relax_quotes: true, skip_empty_lines: true };
    const table = parse(text, { delimiter, ...relaxed });
    const header = table[0].map((cell) => cell.trim());
    const places = columns.map((column) => header.indexOf(column.name));
    if (places.includes(-1)) continue;
    return table.flatMap((row, at) => {
      if (at === 0 || row.length !== header.length) return [];
      const features = columns.flatMap((column, i) => featuresOf(column, row[places[i]]));
      return [{ name: name + ", row " + (at + 1), sample: Float32Array.from(features) }];
    });
  }
  throw new Error(name + " lacks columns of the model: " + columns.map((column) => column.name).join(", "));
}
`;

const common = {
  packages: ['csv-parse'],
  example: 'rows.csv',
  notes: `// Reads text with columns between commas, semicolons, tabs or bars, in UTF-8 or Windows-1252; save Excel,
// Parquet and JSON as CSV first. Columns are found by their names in the first row, in any order.`,
  shape: '[sample.length]',
  type: 'float32',
} as const;

const code = `${numbers}\n${dates}\n${rows}`;

export const nodeTables: JavascriptSamples = {
  ...common,
  imports: 'import { parse } from "csv-parse/sync";',
  code: `${code}
async function samplesOf(file) {
  return rowsOf(path.basename(file), readFileSync(file));
}
`,
};

export const pageTables: JavascriptSamples = {
  ...common,
  imports: 'import { parse } from "csv-parse/browser/esm/sync";',
  code: `${code}
async function samplesOf(file) {
  return rowsOf(file.name, await file.arrayBuffer());
}
`,
};
