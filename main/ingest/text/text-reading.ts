import { closeSync, createReadStream } from 'node:fs';
import { messageOf, systemCodeOf } from '../../../shared/errors.ts';
import { openRegularFile } from '../decoder/open-regular-file.ts';
import { openZipEntrySource } from '../decoder/zip-entry-source.ts';
import { Refusal, systemErrorClause } from '../refusal.ts';
import { inspectTable } from './inspect-table.ts';
import { peek } from './peek.ts';
import { readDocuments } from './read-documents.ts';
import { sniffText, textSniffBytes } from './sniff-text.ts';
import type { TableFormat } from './text-format.ts';
import type { RefusedText, TextDocument, TextInput } from './text-input.ts';
import type { OpenTextsRequest, TextsAnswer, TextsRequest } from './text-messages.ts';

/** Of an answer, so that a window hears of progress and messages stay small. */
const mostCharacters = 1024 * 1024;
const mostTexts = 1000;
const mostMs = 1000;

/** Files of texts that are read in this process, one after the other. What is wrong with one becomes its answer. */
export class TextReading {
  #texts: AsyncGenerator<TextDocument | RefusedText> | null = null;
  #name = '';
  #columns: TextsAnswer['columns'] = null;

  async answer(request: TextsRequest): Promise<TextsAnswer> {
    try {
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
    const inspected = await inspectTable(input, format);
    const { textColumn, labelColumn } = request;
    const names = inspected.columns.map(({ name }) => name);
    const text =
      textColumn !== null && names.includes(textColumn) ? textColumn : inspected.textColumn;
    const likeliest = inspected.labelColumns.find(({ name }) => name !== text)?.name ?? null;
    const wanted = labelColumn === undefined ? likeliest : labelColumn;
    // A later table may lack the labels.
    const label = wanted !== null && names.includes(wanted) ? wanted : null;
    this.#columns = text === null ? null : { text, label };
    this.#texts = readDocuments(input, {
      ...(text === null ? {} : { textColumn: text }),
      ...(label === null ? {} : { labelColumn: label }),
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
  if (sniffed.is === 'none') return null;
  const { format } = sniffed;
  return format === 'plain' || format === 'mail' || format === 'mailbox' ? null : format;
}

/** @throws {Refusal} {Error} the system's */
function inputOf({ name, location, limits }: OpenTextsRequest): TextInput {
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
