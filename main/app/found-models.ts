import { z } from 'zod';

/** What the record of a fine-tuning says of which model to use, see `recommendedModel`; runs of earlier versions chose nothing. */
export const foundModelsSchema = z.object({
  best: z.string().nullish(),
  chosen: z.object({ kind: z.string() }).nullish(),
  lead: z.record(z.string(), z.object({ interval: z.tuple([z.number(), z.number()]) })).optional(),
});
