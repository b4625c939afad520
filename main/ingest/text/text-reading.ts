import { closeSync, createReadStream } from 'node:fs';
import { messageOf, systemCodeOf } from '../../../shared/errors.ts';
import { openRegularFile } from '../decoder/open-regular-file.ts';
import { openZipEntrySource } from '../decoder/zip-entry-source.ts';
import { peek } from '../peek.ts';
import { Refusal, systemErrorClause } from '../refusal.ts';
import { chooseTextColumn } from './columns/choose-columns.ts';
import { noColumn } from './columns/no-column.ts';
import { inspectTable, type TableInspection } from './inspect-table.ts';
import { readDocuments } from './read-documents.ts';
import { sniffEntry } from './sniff-entry.ts';
import { sniffText, textSniffBytes } from './sniff-text.ts';
import { asTableFormat, type TableFormat } from './text-format.ts';
import type { RefusedText, TextDocument, TextInput } from './text-input.ts';
import {
  noTextColumns,
  type OpenTextsRequest,
  type SeenTextColumns,
  type SeeTextColumnsRequest,
  type TextAnswer,
  type TextsAnswer,
  type TextsColumns,
  type TextsRequest,
} from './text-messages.ts';

/** Of an answer, so that a window hears of progress and messages stay small. */
const mostCharacters = 1024 * 1024;
const mostTexts = 1000;
const mostMs = 1000;
/** Of a value that is shown as an example. */
const exampleCharacters = 80;

/** Files of texts that are read in this process, one after the other. What is wrong with one becomes its answer. */
export class TextReading {
  #texts: AsyncGenerator<TextDocument | RefusedText> | null = null;
  #name = '';
  #columns: TextsAnswer['columns'] = null;

  async answer(request: TextsRequest): Promise<TextAnswer> {
    try {
      if (request.op === 'see-text-columns') return await seenColumns(request);
      if (request.op === 'sniff-entry') return await sniffEntry(request);
      if (request.op === 'open-texts') await this.#open(request);
      return await this.#next();
    } catch (error) {
      await this.#close();
      return { is: 'texts', texts: [refusedText(this.#name, error)], columns: null, done: true };
    }
  }

  async #open(request: OpenTextsRequest): Promise<void> {
    await this.#close();
    this.#name = request.name;
    this.#columns = null;
    const input = inputOf(request);
    const format = await tableFormat(input);
    if (format === null) {
      this.#texts = readDocuments(input);
      return;
    }
    const { asked, textColumn, labelColumn } = request;
    const named = [asked.text, asked.label, textColumn, labelColumn ?? null];
    const wanted = new Set(named.filter((name) => name !== null));
    const inspected = await inspectTable(input, format, [...wanted]);
    const columns = columnsOf(inspected, request);
    this.#columns = columns;
    this.#texts = readDocuments(input, {
      ...(columns === null ? {} : { textColumn: columns.text }),
      ...(columns?.label == null ? {} : { labelColumn: columns.label }),
      laterColumns: inspected.laterColumns,
    });
  }

  async #next(): Promise<TextsAnswer> {
    if (this.#texts === null) throw new Error('no file is open');
    const texts: TextsAnswer['texts'] = [];
    const end = performance.now() + mostMs;
    let characters = 0;
    while (texts.length < mostTexts && characters < mostCharacters && performance.now() < end) {
      const next = await this.#texts.next();
      if (next.done === true) return { is: 'texts', texts, columns: this.#columns, done: true };
      texts.push(next.value);
      characters += next.value.is === 'document' ? next.value.text.length : 0;
    }
    return { is: 'texts', texts, columns: this.#columns, done: false };
  }

  async #close(): Promise<void> {
    await this.#texts?.return(undefined);
    this.#texts = null;
  }
}

/** Where the texts and labels of a table are; `null` where no column has words. @throws {Refusal} `no-column` */
function columnsOf(
  { columns, labelColumns, laterColumns }: TableInspection,
  { textColumn, labelColumn, asked }: OpenTextsRequest,
): TextsColumns | null {
  const names = [...columns.map(({ name }) => name), ...laterColumns];
  const has = (name: string | null): name is string => name !== null && names.includes(name);
  if (asked.text !== null && !has(asked.text)) throw noColumn(asked.text, names);
  const others = columns.filter(({ name }) => name !== asked.label);
  const kept = textColumn !== asked.label && has(textColumn) ? textColumn : null;
  const text = asked.text ?? kept ?? chooseTextColumn(others)?.name ?? null;
  if (text === null) return null;
  const likeliest = labelColumns.find(({ name }) => name !== text)?.name ?? null;
  const wanted = asked.label ?? (labelColumn === undefined ? likeliest : labelColumn);
  const lacksLabel =
    asked.label === null || has(asked.label) ? null : noColumn(asked.label, names).clause;
  // Not every table of a data set has labels.
  return { text, label: has(wanted) ? wanted : null, lacksLabel };
}

/** Of what cannot be read as a table nothing: the import says why. */
async function seenColumns(request: SeeTextColumnsRequest): Promise<SeenTextColumns> {
  try {
    const input = inputOf(request);
    const format = await tableFormat(input);
    if (format === null) return noTextColumns;
    const { rows, columns, firstRow, textColumn, labelColumns } = await inspectTable(input, format);
    return {
      is: 'text-columns',
      rows,
      columns: columns.map(({ name }) => ({ name, example: exampleOf(firstRow.get(name) ?? '') })),
      text: textColumn,
      labels: labelColumns.map(({ name }) => name),
    };
  } catch (error) {
    if (error instanceof Refusal || systemCodeOf(error) !== undefined) return noTextColumns;
    throw error;
  }
}

function exampleOf(cell: string): string {
  const line = cell
    .slice(0, 10 * exampleCharacters)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length <= exampleCharacters
    ? line
    : `${line.slice(0, exampleCharacters).toWellFormed()}…`;
}

/** @throws {Error} a fault of ours: crash, and be reported as crashed */
function refusedText(name: string, error: unknown): RefusedText {
  if (error instanceof Refusal) {
    return { is: 'refused', name, code: error.code, clause: error.clause };
  }
  const code = systemCodeOf(error);
  if (code === undefined) throw error;
  return {
    is: 'refused',
    name,
    code: 'unreadable',
    clause: systemErrorClause(code, messageOf(error)),
  };
}

/** How a table is read; null for what is none, or cannot be told. */
async function tableFormat(input: TextInput): Promise<TableFormat | null> {
  const { head, close } = await peek(input.chunks(), textSniffBytes);
  await close();
  const sniffed = await sniffText(input.name, head);
  return sniffed.is === 'none' ? null : asTableFormat(sniffed.format);
}

/** @throws {Refusal} {Error} the system's */
function inputOf({
  name,
  location,
  limits,
}: Pick<OpenTextsRequest, 'name' | 'location' | 'limits'>): TextInput {
  if (location.at === 'idx-image') throw new Refusal('not-text', 'is an image');
  if (location.at === 'zip-entry') {
    const source = openZipEntrySource(location, limits);
    try {
      const bytes = source.all();
      return { name, size: bytes.length, chunks: () => once(bytes) };
    } finally {
      source.close();
    }
  }
  const { file } = location;
  const { fd, size } = openRegularFile(file);
  closeSync(fd);
  return {
    name,
    size,
    // Opened anew each time, as it was looked at: what it is now is looked at, too.
    chunks: () => createReadStream('', { fd: openRegularFile(file).fd }),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
