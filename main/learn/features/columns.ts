import { graphInput } from '../models/graph.ts';
import type { LearnCheapFeatures } from './cheap-features.ts';

/** The columns of a table as they are: they are features already, and there is nothing to learn. */
export const columns: LearnCheapFeatures = () => ({
  add: (builder) => builder.add('flatten', 'columns', [graphInput], {}),
  set: () => undefined,
});
