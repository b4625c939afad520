import { z } from 'zod';
import { PretextError } from '../../shared/errors.ts';
import type { SampleSpec } from '../../shared/sample-spec.ts';
import { dateStyles } from '../ingest/tables/dates.ts';
import { numberStyles } from '../ingest/tables/numbers.ts';
import { featureCount } from '../ingest/tables/preprocessing.ts';
import type { ImagePreprocessing } from '../ingest/types.ts';

const images = z.strictObject({
  kind: z.literal('images'),
  size: z.int().min(8).max(512),
  channels: z.union([z.literal(1), z.literal(3)]),
  fit: z.enum(['cover', 'contain', 'stretch']),
  background: z.tuple([z.int(), z.int(), z.int()]).readonly(),
  sixteenBitRange: z.tuple([z.number(), z.number()]).readonly().nullable(),
});

const used = { name: z.string(), hasMissing: z.boolean() };
const standardized = { mean: z.number(), deviation: z.number() };
const numberStyle = z.enum(numberStyles as [(typeof numberStyles)[number]]);
const column = z.discriminatedUnion('type', [
  z.strictObject({
    ...used,
    type: z.literal('number'),
    style: numberStyle,
    clip: z.tuple([z.number(), z.number()]).readonly().nullable(),
    ...standardized,
  }),
  z.strictObject({
    ...used,
    type: z.literal('category'),
    categories: z.array(z.string()),
    style: numberStyle,
  }),
  z.strictObject({
    ...used,
    type: z.literal('date'),
    style: z.enum(dateStyles as [(typeof dateStyles)[number]]),
    hasTime: z.boolean(),
    ...standardized,
  }),
]);
const tables = z.strictObject({
  kind: z.literal('tables'),
  columns: z.array(column).min(1),
  /** The column of the labels, which is not learnt from. */
  label: z.string().nullable(),
});

/** How samples become tensors, as kept with a data set and written beside exports. Before there were kinds all were images. */
export const preprocessingSchema = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && !('kind' in value)
      ? { kind: 'images', ...value }
      : value,
  z.discriminatedUnion('kind', [images, tables]),
);
export type Preprocessing = z.infer<typeof preprocessingSchema>;

/** What a sample of a data set is that was prepared so. */
export function specOf(preprocessing: Preprocessing): SampleSpec {
  if (preprocessing.kind === 'tables') {
    return { kind: 'tables', groups: preprocessing.columns.map(featureCount) };
  }
  const { size, channels } = preprocessing;
  return { kind: 'images', height: size, width: size, channels };
}

/** Of a data set of images. @throws {PretextError} `bad-usage` for another kind */
export function imagesOnly(preprocessing: Preprocessing): ImagePreprocessing {
  if (preprocessing.kind === 'images') return preprocessing;
  throw new PretextError('bad-usage', `This is for images, and the project holds a table.`, {
    remedy: 'Use it in a project of images.',
  });
}
