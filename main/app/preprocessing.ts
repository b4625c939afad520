import { z } from 'zod';
import type { SampleSpec } from '../../shared/sample-spec.ts';
import type { ImagePreprocessing } from '../ingest/types.ts';

/** How images become tensors, as kept with a data set and written beside exports. */
export const preprocessingSchema = z.strictObject({
  size: z.int().min(8).max(512),
  channels: z.union([z.literal(1), z.literal(3)]),
  fit: z.enum(['cover', 'contain', 'stretch']),
  background: z.tuple([z.int(), z.int(), z.int()]).readonly(),
  sixteenBitRange: z.tuple([z.number(), z.number()]).readonly().nullable(),
});

/** What a sample of a data set is that was prepared so. */
export function specOf({ size, channels }: ImagePreprocessing): SampleSpec {
  return { kind: 'images', height: size, width: size, channels };
}
