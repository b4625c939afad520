import { type CsvLimits, openQuoteLimits } from '../csv-records.ts';

/** Bounds on what is read of texts, so that no file can take the machine. */
export interface TextLimits extends CsvLimits {
  /** UTF-16 code units of one document: more is cut off. */
  maxCharacters: number;
  /** Bytes read of a plain text file; the rest is cut off. */
  maxPlainBytes: number;
  /** One mail with everything attached to it. */
  maxMailBytes: number;
  /** UTF-16 code units of one row of a table, or of one JSON value. */
  maxRecordCharacters: number;
  /** Rows of one file that cannot be read, before the rest of it may be given up. */
  maxBadRows: number;
  /** Of all rows so far, those that cannot be read: with more, and more than `maxBadRows`, the rest is given up. */
  maxBadShare: number;
  /** Rows of one file that cannot be read and are named one by one; the others are counted. */
  maxNamedRows: number;
}

const mebibyte = 1024 * 1024;

export const defaultTextLimits: TextLimits = {
  maxCharacters: 1_000_000,
  maxPlainBytes: 8 * mebibyte,
  maxMailBytes: 32 * mebibyte,
  maxRecordCharacters: 4 * mebibyte,
  maxBadRows: 10_000,
  maxBadShare: 0.9,
  maxNamedRows: 100,
  ...openQuoteLimits,
};
