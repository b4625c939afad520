/** How a file of texts is read. */
export type TextFormat = 'plain' | 'mail' | 'mailbox' | TableFormat;
/** Those of rows: one column is the text. */
export type TableFormat = 'csv' | 'tsv' | 'json-lines' | 'json';
