import { openQuote } from '../csv-records.ts';
import { extensionOf } from '../display-name.ts';
import { judgeTable, type TableVerdict } from './columns/judge-table.ts';
import { decodeText } from './decode-text.ts';
import { encodingSampleBytes, whyNoText } from './detect-encoding.ts';
import { envelopeLine, looksLikeMail } from './formats/looks-like-mail.ts';
import { tableRows } from './formats/table-rows.ts';
import type { TableFormat, TextFormat } from './text-format.ts';
import { defaultTextLimits } from './text-limits.ts';

/** What a file is, told by its name and its first bytes. */
export type TextSniff =
  | {
      is: 'text';
      format: TextFormat;
      /** 0..1. */
      sure: number;
      why: string;
      /** Of a table of texts. */
      verdict: TableVerdict | null;
    }
  | { is: 'table'; format: TableFormat; sure: number; why: string; verdict: TableVerdict }
  | { is: 'none'; why: string };

/** First bytes that are enough for a good answer. */
export const textSniffBytes = encodingSampleBytes;

const formats: Readonly<Record<string, TextFormat>> = {
  txt: 'plain',
  text: 'plain',
  md: 'plain',
  markdown: 'plain',
  rst: 'plain',
  asc: 'plain',
  html: 'html',
  htm: 'html',
  eml: 'mail',
  mbox: 'mailbox',
  mbx: 'mailbox',
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'json-lines',
  ndjson: 'json-lines',
  json: 'json',
};

/** How a file is read by what it is called; `null` where the name says nothing. */
export function formatOfName(name: string): TextFormat | null {
  return formats[extensionOf(name)] ?? null;
}

/**
 * Whether a file holds texts to learn from, how they are read, and how sure that is. A table of numbers is `table`; what is
 * binary, or of a kind that is not read, is `none`. Clauses continue a sentence that begins with the file's name.
 *
 * @param head the first `textSniffBytes` of the file, or all of it
 * @param isCut whether there is more of the file
 */
export async function sniffText(
  name: string,
  head: Uint8Array,
  isCut: boolean = head.length >= textSniffBytes,
): Promise<TextSniff> {
  const none = (why: string): TextSniff => ({ is: 'none', why });
  const text = (format: TextFormat, sure: number, why: string): TextSniff => ({
    is: 'text',
    format,
    sure,
    why,
    verdict: null,
  });
  if (head.length === 0) return none('is empty (0 bytes)');
  const named = formatOfName(name);
  const problem = whyNoText(head);
  if (problem !== null) return none(problem);
  const beginning = Buffer.from(head.subarray(0, 16_384)).toString('latin1');
  const isMail = looksLikeMail(beginning);
  if (isMail && named !== 'mail' && envelopeLine.test(firstLine(beginning))) {
    return text('mailbox', 0.95, 'begins as mailboxes do');
  }
  if (isMail && (named === null || named === 'plain')) {
    return text('mail', 0.9, 'begins with the header of a mail');
  }
  switch (named) {
    case 'plain':
      return text('plain', 0.9, 'is a text file');
    case 'html':
      return text('html', 0.9, 'is a page of HTML');
    case 'mail':
    case 'mailbox':
      return text(named, isMail ? 0.99 : 0.5, 'is called as mails are');
    case null:
      return extensionOf(name) === ''
        ? text('plain', 0.4, 'is text, without saying of what kind')
        : none(`is of a kind that is not read as text (.${extensionOf(name)})`);
    default:
      return sniffTable(named, head, isCut);
  }
}

/** The last row of a sample is cut off, so it is left out. */
async function sniffTable(
  format: TableFormat,
  head: Uint8Array,
  isCut: boolean,
): Promise<TextSniff> {
  const rows: ReadonlyMap<string, string>[] = [];
  let bad = 0;
  for await (const row of tableRows(format, decodeText(once(head)), defaultTextLimits)) {
    if (row.is === 'row') rows.push(row.cells);
    else bad += 1;
    // Perhaps a quoted text that is cut off with the sample: what follows would be lines of it.
    if (row.is === 'bad' && isCut && rows.length > 0 && row.clause === openQuote) break;
  }
  if (rows.length === 0) return { is: 'none', why: 'has no row that can be read' };
  const verdict = judgeTable(rows);
  const sure = (verdict.sure * rows.length) / (rows.length + Math.max(0, bad - 1));
  return { is: verdict.is, format, sure, why: verdict.why, verdict };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function firstLine(text: string): string {
  return text.slice(0, Math.max(0, text.indexOf('\n')));
}
