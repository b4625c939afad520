import { specOfKind } from '../../../shared/sample-spec.ts';
import { corruptColumns } from '../augment/corrupt-columns.ts';
import { asPacked, type DataKind, type ViewName } from './data-kind.ts';

/** Share of the columns that have another row's value in a view. */
const corrupted: Readonly<Record<ViewName, number>> = {
  contrast: 0.6,
  mild: 0.1,
  common: 0.3,
  lesson: 0.1,
  weak: 0.1,
  strong: 0.4,
};

/** Rows of a table, as features, `[features]`. */
export const tables: DataKind = {
  ...asPacked,
  view: (samples, name, random, spec) =>
    corruptColumns(samples, specOfKind(spec, 'tables').groups, corrupted[name], random),
};
