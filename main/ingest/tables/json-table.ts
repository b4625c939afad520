import { formatBytes } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { Batcher } from './batcher.ts';
import { checkColumnCount, columnNames } from './column-names.ts';
import { arrayElements, type BrokenElement, type JsonElement, jsonLines } from './json-elements.ts';
import { missingToNull } from './missing.ts';
import {
  type Cell,
  defaultTableLimits,
  type OpenTable,
  type OpenTableOptions,
  type TableInput,
  type TableLimits,
} from './table.ts';
import { findEncoding, headText, textOf } from './text-encoding.ts';

const headChars = 64 * 1024;
/** So many of the first lines may be damaged, and it is still known that lines are what they are. */
const triedLines = 5;

/**
 * A table from JSON: an array of objects, or an object a line. Values of an object inside become columns of their
 * own, `address.city`; lists and what is nested deeper are left out, with a note.
 *
 * @throws {Refusal} when the file as a whole is no such table; `batches()` too
 */
export async function openJsonTable(
  input: TableInput,
  options: OpenTableOptions = {},
): Promise<OpenTable> {
  const limits = { ...defaultTableLimits, ...options.limits };
  const encoding = options.encoding ?? (await findEncoding(input));
  const elements = elementReader((await headText(input, encoding, headChars)).trimStart());
  const read = (): ReturnType<typeof elements> =>
    elements(textOf(input, encoding), limits.maxRecordCharacters);
  const found = await findColumns(read(), limits);
  const { columns, notes } = columnNames(found.names);
  const places = new Map(found.names.map((name, index) => [name, index]));
  for (const name of found.nested) {
    notes.push(`"${name}" holds lists or nested values, which are left out.`);
  }
  return {
    format: 'json',
    columns,
    notes,
    decimalComma: false,
    async *batches() {
      const batcher = new Batcher(limits);
      const unit = elements === jsonLines ? 'Line' : 'Object';
      for await (const element of read()) {
        const object = parseObject(element, limits);
        if (typeof object === 'string') batcher.problem(unit, element.number, object);
        else batcher.row(rowOf(object, places), element.number);
        yield* batcher.take();
      }
      yield* batcher.take(true);
    },
  };
}

/** @throws {Refusal} when the text begins neither as an array nor as lines of objects */
function elementReader(head: string): typeof jsonLines {
  if (head === '') throw new Refusal('empty', 'is empty: it holds nothing but spaces');
  if (head.startsWith('[')) return arrayElements;
  const isLines = head
    .split('\n', triedLines)
    .some((line) => parseJson(line) !== undefined && line.trim().startsWith('{'));
  if (isLines) return jsonLines;
  const what = 'neither a list of objects nor one object a line';
  throw new Refusal('unsupported', `is no table: its JSON is ${what}`);
}

/** `undefined`: it is no JSON (which has no such value). */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the question was whether it is JSON: it is not
  }
}

/** The object, or what is wrong with it. */
function parseObject(
  element: JsonElement | BrokenElement,
  limits: TableLimits,
): Record<string, unknown> | string {
  if ('broken' in element) {
    return element.broken === 'size'
      ? `is longer than ${formatBytes(limits.maxRecordCharacters)}`
      : 'is cut off: the file ends within it';
  }
  const value = parseJson(element.text);
  if (value === undefined) return 'is no JSON';
  if (!isObject(value)) return 'is no object with named values';
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every value of an object with its column; `undefined` for what is nested too deep. */
function* flatten(
  object: Record<string, unknown>,
): Generator<[name: string, cell: Cell | undefined]> {
  for (const [name, value] of Object.entries(object)) {
    if (!isObject(value)) yield [name, asCell(value)];
    else for (const [key, inner] of Object.entries(value)) yield [`${name}.${key}`, asCell(inner)];
  }
}

function asCell(value: unknown): Cell | undefined {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return missingToNull(value);
    default:
      return value === null ? null : undefined;
  }
}

interface FoundColumns {
  /** In the order of their first appearance. */
  names: string[];
  nested: string[];
}

/** @throws {Refusal} when there are none, or too many */
async function findColumns(
  elements: AsyncIterable<JsonElement | BrokenElement>,
  limits: TableLimits,
): Promise<FoundColumns> {
  const names = new Set<string>();
  const nested = new Set<string>();
  let problem: string | null = null;
  for await (const element of elements) {
    const object = parseObject(element, limits);
    if (typeof object === 'string') {
      problem ??= `${element.number} ${object}`;
      continue;
    }
    for (const [name, cell] of flatten(object)) (cell === undefined ? nested : names).add(name);
    checkColumnCount(names.size + nested.size, limits);
  }
  if (names.size > 0) return { names: [...names], nested: [...nested].slice(0, 20) };
  if (nested.size > 0) {
    throw new Refusal('unsupported', 'is no table: its values are all lists or nested objects');
  }
  const why = problem === null ? 'there is no object in it' : `value ${problem}`;
  throw new Refusal(problem === null ? 'empty' : 'corrupt', `is no table that can be read: ${why}`);
}

function rowOf(object: Record<string, unknown>, places: ReadonlyMap<string, number>): Cell[] {
  const row: Cell[] = new Array(places.size).fill(null);
  for (const [name, cell] of flatten(object)) {
    const place = places.get(name);
    if (place !== undefined && cell !== undefined) row[place] = cell;
  }
  return row;
}
