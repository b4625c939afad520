import { z } from 'zod';
import type { SpecOf } from '../../../shared/sample-spec.ts';
import { dateStyles } from '../../ingest/tables/dates.ts';
import { numberStyles } from '../../ingest/tables/numbers.ts';
import { featureCount } from '../../ingest/tables/preprocessing.ts';

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

/** How rows become features. */
export const tablesSchema = z.strictObject({
  kind: z.literal('tables'),
  columns: z.array(column).min(1),
  /** The column of the labels, which is not learnt from. */
  label: z.string().nullable(),
});

export const specOfTables = ({ columns }: z.infer<typeof tablesSchema>): SpecOf<'tables'> => ({
  kind: 'tables',
  groups: columns.map(featureCount),
});
