import type { Location } from '../decoder/location.ts';
import type { ImportLimits } from '../limits.ts';
import type { RefusedText, TextDocument } from './text-input.ts';

/** What passes between the importing process and the one that reads texts: a file is opened, then asked for more until it ends. */

export interface OpenTextsRequest {
  op: 'open-texts';
  /** As people know it; its texts are named after it. */
  name: string;
  location: Location;
  limits: ImportLimits;
  /** Of a table; `null`: the one with the longest, most varied texts. */
  textColumn: string | null;
  /** Of a table; `null` for none, `undefined`: the likeliest, if there is one. */
  labelColumn: string | null | undefined;
}

export type TextsRequest = OpenTextsRequest | { op: 'next-texts' };

/** Some texts of the file, in order. */
export interface TextsAnswer {
  is: 'texts';
  texts: (TextDocument | RefusedText)[];
  /** Of a table: where its texts and labels are. */
  columns: { text: string; label: string | null } | null;
  /** Whether these were the last ones. */
  done: boolean;
}
