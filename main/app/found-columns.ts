import { z } from 'zod';
import { columnTypes } from '../../shared/column-types.ts';

/** What a table's columns were found to hold when a data set was made of it, as it is kept. */
export const foundColumnsSchema = z.strictObject({
  rows: z.int(),
  /** Rows that were looked at. */
  sampled: z.int(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      type: z.enum(columnTypes),
      /** Why, as a sentence. */
      reason: z.string(),
      /** Of the rows that were looked at. */
      missing: z.int(),
    }),
  ),
});
export type FoundColumns = z.infer<typeof foundColumnsSchema>;
