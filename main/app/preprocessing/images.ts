import { z } from 'zod';
import type { SpecOf } from '../../../shared/sample-spec.ts';

/** How pictures become pixels. */
export const imagesSchema = z.strictObject({
  kind: z.literal('images'),
  size: z.int().min(8).max(512),
  channels: z.union([z.literal(1), z.literal(3)]),
  fit: z.enum(['cover', 'contain', 'stretch']),
  background: z.tuple([z.int(), z.int(), z.int()]).readonly(),
  sixteenBitRange: z.tuple([z.number(), z.number()]).readonly().nullable(),
});

export const specOfImages = ({
  size,
  channels,
}: z.infer<typeof imagesSchema>): SpecOf<'images'> => ({
  kind: 'images',
  height: size,
  width: size,
  channels,
});
