import { z } from 'zod';

/** What a fine-tuning can have besides, each at a price in minutes; all are off unless asked for. */
export const finetuneOptionsSchema = z.strictObject({
  /** A network taught in rounds by what the labels say of the whole pool. */
  selfTraining: z.boolean().default(false),
  /** FixMatch: the fine-tuned network must say the same of an unlabelled image seen mildly and strongly. */
  consistency: z.boolean().default(false),
  /** The fine-tuned network sees mixtures of two images. */
  mixup: z.boolean().default(false),
  /** The fine-tuned network's weights are a moving average of those it had in training. */
  averaging: z.boolean().default(false),
});

export type FinetuneOptions = z.infer<typeof finetuneOptionsSchema>;
