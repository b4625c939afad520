import type { Location, ZipEntryLocation } from '../decoder/location.ts';
import type { ImportLimits } from '../limits.ts';
import type { RefusedText, TextDocument } from './text-input.ts';

/** What passes between the importing process and the one that reads texts: a file is opened, then asked for more until it ends. */

export interface OpenTextsRequest {
  op: 'open-texts';
  /** As people know it; its texts are named after it. */
  name: string;
  location: Location;
  limits: ImportLimits;
  /** Of a table; `null`, and where it has no such column: the one with the longest, most varied texts. */
  textColumn: string | null;
  /** Of a table; `null` for none, `undefined`: the likeliest, if there is one. A table without it has no labels. */
  labelColumn: string | null | undefined;
  /** Go before these two; a table without the column of text that is asked for is refused. */
  asked: AskedColumns;
}

/** Columns of tables that a person named; `null` for what nobody did. */
export interface AskedColumns {
  text: string | null;
  label: string | null;
}

/** What the columns of a file hold, if it is a table. */
export interface SeeTextColumnsRequest {
  op: 'see-text-columns';
  name: string;
  location: Location;
  limits: ImportLimits;
}

/** Whether an entry of a zip archive is a text. */
export interface SniffEntryRequest {
  op: 'sniff-entry';
  name: string;
  location: ZipEntryLocation;
  limits: ImportLimits;
}

export type TextsRequest =
  | OpenTextsRequest
  | { op: 'next-texts' }
  | SeeTextColumnsRequest
  | SniffEntryRequest;

/** Some texts of the file, in order. */
export interface TextsAnswer {
  is: 'texts';
  texts: (TextDocument | RefusedText)[];
  /** Of a table: where its texts and labels are. */
  columns: TextsColumns | null;
  /** Whether these were the last ones. */
  done: boolean;
}

export interface TextsColumns {
  text: string;
  label: string | null;
  /** That it lacks the column of labels that was asked for; continues a sentence that begins with its name. */
  lacksLabel: string | null;
}

/** What `see-text-columns` found. */
export interface SeenTextColumns {
  is: 'text-columns';
  /** Without rows that make no sense, of those that were looked at; none for what is no table. */
  rows: number;
  /** With the beginning of a value. */
  columns: { name: string; example: string }[];
  /** The likeliest; `null` where none has words. */
  text: string | null;
  /** Columns that may be labels, the likeliest first. */
  labels: string[];
}

/** Of what is no table, or cannot be read as one: the import says why. */
export const noTextColumns: SeenTextColumns = {
  is: 'text-columns',
  rows: 0,
  columns: [],
  text: null,
  labels: [],
};

export interface SniffedEntry {
  is: 'sniffed';
  isText: boolean;
}

export type TextAnswer = TextsAnswer | SeenTextColumns | SniffedEntry;
