import type { SkipCode } from '../types.ts';
import type { TextNote } from './text-note.ts';

/** A file, wherever it is: in a folder, in an archive, in memory. */
export interface TextInput {
  /** As people know it: `mails/0001.eml`. */
  name: string;
  /** In bytes, as far as known. */
  size: number;
  /** The bytes from the beginning, each time it is called. */
  chunks(): AsyncIterable<Uint8Array>;
}

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
