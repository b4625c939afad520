import { z } from 'zod';
import type { SpecOf } from '../../../shared/sample-spec.ts';

/** How recordings become clips. */
export const audioSchema = z.strictObject({
  kind: z.literal('audio'),
  /** Samples a second. */
  rate: z.union([z.literal(8000), z.literal(16_000)]),
  /** Of each clip. */
  clipSamples: z.int().min(800).max(480_000),
});

export const specOfAudio = ({
  rate,
  clipSamples,
}: z.infer<typeof audioSchema>): SpecOf<'audio'> => ({
  kind: 'audio',
  samples: clipSamples,
  rate,
});
