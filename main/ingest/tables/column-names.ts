import { formatCount } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { TableLimits } from './table.ts';

const maxNameChars = 200;
const maxNotes = 20;

export interface ColumnNames {
  columns: string[];
  notes: string[];
}

/** Names as they are shown and kept: no line ends or other control characters, unique, none empty. */
export function columnNames(raw: readonly string[]): ColumnNames {
  const notes: string[] = [];
  const wanted = raw.map(tidy);
  const taken = new Set(wanted);
  const used = new Set<string>();
  const columns = wanted.map((name, index) => {
    const base = name === '' ? `column ${index + 1}` : name;
    const isFree = !used.has(base) && (name !== '' || !taken.has(base));
    const unique = isFree ? base : nextFree(base, used, taken);
    used.add(unique);
    if (name === '') notes.push(`Column ${index + 1} has no name; it is called "${unique}".`);
    else if (unique !== name) {
      notes.push(`The name "${name}" is there more than once; column ${index + 1} is "${unique}".`);
    }
    return unique;
  });
  return { columns, notes: shorten(notes) };
}

/** Names for a table without a header. */
export function numberedColumns(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `column ${index + 1}`);
}

/** @throws {Refusal} `oversized` */
export function checkColumnCount(count: number, { maxColumns }: TableLimits): void {
  if (count > maxColumns) {
    const clause = `has ${formatCount(count)} columns; the limit is ${formatCount(maxColumns)}`;
    throw new Refusal('oversized', clause);
  }
}

function tidy(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it replaces
  const text = name.replace(/[\u0000-\u001f\u007f\ufeff]+/g, ' ').trim();
  return text.length > maxNameChars ? text.slice(0, maxNameChars) : text;
}

function nextFree(base: string, used: ReadonlySet<string>, taken: ReadonlySet<string>): string {
  for (let count = 2; ; count++) {
    const name = `${base} (${count})`;
    if (!used.has(name) && !taken.has(name)) return name;
  }
}

function shorten(notes: string[]): string[] {
  if (notes.length <= maxNotes) return notes;
  return [
    ...notes.slice(0, maxNotes),
    `${formatCount(notes.length - maxNotes)} more names changed.`,
  ];
}
