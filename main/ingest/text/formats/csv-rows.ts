import { type CsvRecord, csvRecords, openQuote } from '../../csv-records.ts';
import { formatCount } from '../../limits.ts';
import type { TextLimits } from '../text-limits.ts';
import { guessDelimiter } from './csv-dialect.ts';
import { hasHeader } from './csv-header.ts';
import type { TableRow } from './table-row.ts';

/** UTF-16 code units looked at to tell the delimiter, and records to tell the header. */
const sampleCharacters = 256 * 1024;
const sampleRecords = 50;

/**
 * Rows of a CSV or TSV file. Columns of a table without header are called `column 1`, `column 2`, …; of columns with the
 * same name only the first can be told by it, the others have their place added.
 *
 * @param delimiter where it is known
 * @throws {Refusal} from `csvRecords`
 */
export async function* csvRows(
  text: AsyncIterable<string>,
  limits: TextLimits,
  delimiter?: string,
): AsyncGenerator<TableRow> {
  const { sample, pieces } = await begun(text);
  const records = csvRecords(pieces, delimiter ?? guessDelimiter(sample), limits);
  const first: CsvRecord[][] = [];
  for (let count = 0; count < sampleRecords; ) {
    const next = await records.next();
    if (next.done === true) break;
    first.push(next.value);
    count += next.value.length;
  }
  const sampled = first.flat().slice(0, sampleRecords);
  const whole = sampled.flatMap((record) => ('fields' in record ? [record.fields] : []));
  const width = whole[0]?.length ?? 0;
  const isNamed = hasHeader(whole.filter((fields) => fields.length === width));
  const columns = columnNames(whole[0] ?? [], isNamed);
  let isHeader = isNamed;
  const tooLong = `is longer than ${formatCount(limits.maxRecordCharacters)} characters`;
  for await (const batch of chained(first, records)) {
    for (const record of batch) {
      const { number } = record;
      if ('broken' in record) {
        const clause = record.broken === 'quote' ? openQuote : tooLong;
        yield { is: 'bad', number, code: 'bad-row', clause };
      } else if (isHeader) {
        isHeader = false;
      } else if (record.fields.length !== width) {
        const clause = `has ${record.fields.length} fields, the first row has ${width}`;
        yield { is: 'bad', number, code: 'bad-row', clause };
      } else {
        const cells = new Map(columns.map((name, column) => [name, record.fields[column] ?? '']));
        yield { is: 'row', number, cells };
      }
    }
  }
}

function columnNames(first: readonly string[], isNamed: boolean): string[] {
  const names: string[] = [];
  for (const [column, cell] of first.entries()) {
    const place = `column ${column + 1}`;
    const name = isNamed && cell.trim() !== '' ? cell.trim() : place;
    names.push(names.includes(name) ? `${name} (${place})` : name);
  }
  return names;
}

/** The beginning of a text, and all of it. */
async function begun(
  text: AsyncIterable<string>,
): Promise<{ sample: string; pieces: AsyncIterable<string> }> {
  const iterator = text[Symbol.asyncIterator]();
  const first: string[] = [];
  let length = 0;
  while (length < sampleCharacters) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.length;
  }
  return { sample: first.join('').slice(0, sampleCharacters), pieces: chained(first, iterator) };
}

async function* chained<T>(first: readonly T[], rest: AsyncIterator<T>): AsyncGenerator<T> {
  yield* first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
