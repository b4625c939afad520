import type { SkipCode } from '../../types.ts';

/** A row of a table or a list, before anybody knows what its columns mean. */
export type TableRow =
  | {
      is: 'row';
      /** From 1, as the file counts: `row 12` of a CSV file (its header is row 1), `line 12` of JSON lines. */
      number: number;
      /** Text by column, in the order of the file. A list of texts has one column, named ''. */
      cells: ReadonlyMap<string, string>;
    }
  | { is: 'bad'; number: number; code: SkipCode; clause: string };
