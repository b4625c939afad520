import type { SkipCode } from '../types.ts';

/** A file, wherever it is: in a folder, in an archive, in memory. */
export interface TextInput {
  /** As people know it: `mails/0001.eml`. */
  name: string;
  /** In bytes, as far as known. */
  size: number;
  /** The bytes from the beginning, each time it is called. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** What reading did to a text, beyond decoding it and making every line end `\n`. */
export type TextNote =
  /** Too long: only the beginning was kept. */
  | 'cut'
  /** NUL and other control characters were taken out. */
  | 'control-characters'
  /** Bytes that mean nothing in the file's encoding, or half a surrogate pair, became U+FFFD. */
  | 'undecodable'
  /** Read from the HTML part of a mail, which has no plain one. */
  | 'from-html';

export interface TextDocument {
  is: 'document';
  /** `mail.eml`, `reviews.csv, row 12`. */
  name: string;
  /** Well-formed Unicode, not blank. */
  text: string;
  /** From the column asked for; `null` where there is none or it is blank. */
  label: string | null;
  notes: readonly TextNote[];
}

/** What could not be read: a file, or one row of it. `name` and `clause` make a sentence. */
export interface RefusedText {
  is: 'refused';
  name: string;
  code: SkipCode;
  clause: string;
}
