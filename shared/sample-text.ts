import { z } from 'zod';

/** What is kept of a sample that is no picture, to be read and searched: a text, or a row of a table. */
export const sampleTextSchema = z.union([
  z.strictObject({ text: z.string() }),
  /** Names and values, as they were. */
  z.strictObject({ columns: z.array(z.tuple([z.string(), z.string()])) }),
]);
export type SampleText = z.infer<typeof sampleTextSchema>;
