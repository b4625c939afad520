import { z } from 'zod';
import { foundColumn } from '../../shared/contract/data.ts';

/** What a table's columns were found to hold when a data set was made of it, as it is kept. */
export const foundColumnsSchema = z.strictObject({
  rows: z.int(),
  /** Rows that were looked at. */
  sampled: z.int(),
  columns: z.array(foundColumn),
  /** Sentences on what was guessed. Earlier versions kept none. */
  notes: z.array(z.string()).default([]),
});
export type FoundColumns = z.infer<typeof foundColumnsSchema>;
