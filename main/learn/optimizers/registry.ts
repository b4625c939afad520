import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import type { OptimizerRule } from './optimizer.ts';
import { sgd } from './sgd.ts';

/** Every optimizer, one line each. */
export const optimizerRules = { sgd, adam, adamw } satisfies Record<string, OptimizerRule>;

export type OptimizerName = keyof typeof optimizerRules;
export const optimizerNames = Object.keys(optimizerRules) as OptimizerName[];
