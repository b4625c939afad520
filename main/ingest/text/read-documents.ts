import { type Peeked, peek } from '../peek.ts';
import { Refusal } from '../refusal.ts';
import { decodeText } from './decode-text.ts';
import { whyNoText } from './detect-encoding.ts';
import { readHtml } from './formats/html.ts';
import { readMail } from './formats/mail.ts';
import { readMailbox } from './formats/mbox.ts';
import { readPlain } from './formats/plain.ts';
import { tableRows } from './formats/table-rows.ts';
import { readTable } from './read-table.ts';
import { formatOfName, sniffText, textSniffBytes } from './sniff-text.ts';
import type { TextFormat } from './text-format.ts';
import type { RefusedText, TextDocument, TextInput } from './text-input.ts';
import { defaultTextLimits, type TextLimits } from './text-limits.ts';

export interface ReadDocumentsOptions {
  /** Of a table, by the name that `sniffText` gives it. Default: the one with the longest, most varied texts. */
  textColumn?: string;
  /** Of a table: its value goes with each document. Default: none. */
  labelColumn?: string;
  /** Of these two, what `inspectTable` has found in later rows alone. */
  laterColumns?: readonly string[];
  signal?: AbortSignal;
  limits?: Partial<TextLimits>;
  /** Told the encoding (a label of the WHATWG Encoding Standard) when it is known. Mails have their own. */
  onEncoding?: (encoding: string) => void;
}

/**
 * The texts of a file, one after another: of a text file, a page of HTML or a mail one, of a mailbox, a table or a JSON file many. What cannot
 * be read is said in its place, and the rest comes all the same. No more is held than one document and a sample of rows.
 *
 * @throws what `chunks` throws; the signal's reason
 */
export async function* readDocuments(
  input: TextInput,
  options: ReadDocumentsOptions = {},
): AsyncGenerator<TextDocument | RefusedText> {
  try {
    yield* documentsOf(input, options);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    yield { is: 'refused', name: input.name, code: error.code, clause: error.clause };
  }
}

async function* documentsOf(
  input: TextInput,
  options: ReadDocumentsOptions,
): AsyncGenerator<TextDocument | RefusedText> {
  const peeked = await peek(stoppable(input.chunks(), options.signal), textSniffBytes);
  try {
    yield* documentsIn(input.name, peeked, options);
  } finally {
    await peeked.close();
  }
}

async function* documentsIn(
  name: string,
  { head, all }: Peeked,
  options: ReadDocumentsOptions,
): AsyncGenerator<TextDocument | RefusedText> {
  const limits = { ...defaultTextLimits, ...options.limits };
  if (head.length === 0) throw new Refusal('empty', 'is empty (0 bytes)');
  const format = await formatOf(name, head);
  switch (format) {
    case 'plain':
      yield await readPlain(name, all, limits, options.onEncoding);
      return;
    case 'html':
      yield await readHtml(name, all, limits, options.onEncoding);
      return;
    case 'mail':
      yield await readMail(name, all, limits);
      return;
    case 'mailbox':
      yield* readMailbox(name, all, limits);
      return;
    default: {
      const rows = tableRows(format, decodeText(all, options.onEncoding), limits);
      yield* readTable(name, format, rows, { ...options, limits });
    }
  }
}

/** @throws {Refusal} for what is no text */
async function formatOf(name: string, head: Uint8Array): Promise<TextFormat> {
  const problem = whyNoText(head);
  if (problem !== null) throw new Refusal('not-text', problem);
  const sniffed = await sniffText(name, head);
  if (sniffed.is !== 'none') return sniffed.format;
  // A table whose first rows are bad may have good ones.
  const named = formatOfName(name);
  if (named === null) throw new Refusal('unsupported', sniffed.why);
  return named;
}

async function* stoppable(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    yield chunk;
  }
}
