/** Those of rows: one column is the text. */
const tableFormats = ['csv', 'tsv', 'json-lines', 'json'] as const;
export type TableFormat = (typeof tableFormats)[number];
/** How a file of texts is read. */
export type TextFormat = 'plain' | 'html' | 'mail' | 'mailbox' | TableFormat;

/** The format, if it is one of rows. */
export function asTableFormat(format: TextFormat | null): TableFormat | null {
  return tableFormats.find((each) => each === format) ?? null;
}
