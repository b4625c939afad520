import type { z } from 'zod';
import type { knownLabelsSchema } from '../../shared/training.ts';
import type { KnownLabels } from '../learn/pretrain/health.ts';

/** Known labels as a message has them. */
export function knownOf(known: z.infer<typeof knownLabelsSchema> | null): KnownLabels | null {
  if (known === null) return null;
  const { indices, labels, classes } = known;
  return { indices: Int32Array.from(indices), labels: Int32Array.from(labels), classes };
}
