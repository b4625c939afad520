import { hasMagic } from '../kinds/kind.ts';

/** Files that people take for texts, by their first bytes, and what to do with them. */
const foreign: readonly (readonly [magic: string, clause: string])[] = [
  ['%PDF-', 'is a PDF file; save its text as .txt'],
  ['{\\rtf', 'is a rich text file (RTF); save it as plain text'],
  ['PK\u0003\u0004', 'is a zip file, perhaps a document or a spreadsheet; save it as .txt or .csv'],
  ['\u00d0\u00cf\u0011\u00e0', 'is an old Office document; save it as .txt or .csv'],
  ['\u001f\u008b', 'is compressed (gzip); unpack it first'],
  ['SQLite format 3\0', 'is a SQLite database; export a table of it as .csv'],
  ['PAR1', 'is a Parquet file; save it as .csv'],
];

/** Why this is no text but a document of another program; `null` if it is not known as one. */
export function foreignText(head: Uint8Array): string | null {
  return foreign.find(([magic]) => hasMagic(head, magic))?.[1] ?? null;
}
