import type { RegressorKindName } from '../../../../shared/regressor-kinds.ts';
import { GraphBuilder, graphInput } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { setDense } from '../../models/set-dense.ts';
import type { RegressionBench } from '../bench.ts';
import { inFold, numbersAt } from '../folds.ts';
import type { Regressor } from '../regressor.ts';
import { stackValues, weightedMean } from '../stack-values.ts';
import { type RegressorKind, trialOfAll } from './kind.ts';

/** Not the network from scratch, which is tried on a part of the labels alone, nor the mean. */
const partKinds: readonly RegressorKindName[] = [
  'linear',
  'boosted_trees',
  'nearest',
  'linear_probe',
  'fine_tuned',
];

/**
 * The mean of what the other regressors say, weighted by how well it tells labels that they had not seen; of few labels nearly the plain mean
 * (docs/decisions/0049). They are wrong in different ways, so that it is better than most of them whichever is best. It is made of those that were
 * trained before it.
 */
export const combined: RegressorKind = {
  async train(bench, { onStep }) {
    const trained = partKinds.flatMap((kind) => {
      const part = bench.trained.get(kind);
      return part === undefined ? [] : [{ kind, ...part }];
    });
    await onStep(0, 1, null);
    if (trained.length < 2) return null;
    const { weights, outOfFold } = weigh(
      bench,
      trained.map(({ trial }) => trial?.values ?? null),
    );
    return { regressor: joined(bench, trained, weights), trial: trialOfAll(outOfFold) };
  },
};

/** Weights by all labels, and what is said of each label under weights that it had no part in. */
function weigh(
  { targets, folds }: RegressionBench,
  values: readonly (Float32Array | null)[],
): { weights: number[]; outOfFold: Float32Array | null } {
  const tried = values.filter((each) => each !== null && each.length === targets.length);
  const parts = tried as Float32Array[];
  if (folds === null || parts.length < values.length) {
    return { weights: values.map(() => 1 / values.length), outOfFold: null };
  }
  const outOfFold = new Float32Array(targets.length);
  for (const fold of new Set(folds)) {
    const [shown, hidden] = [inFold(folds, fold, false), inFold(folds, fold, true)];
    const at = (rows: Int32Array): Float32Array[] => parts.map((each) => numbersAt(each, rows));
    const said = weightedMean(at(hidden), stackValues(at(shown), numbersAt(targets, shown)));
    for (const [i, row] of hidden.entries()) outOfFold[row] = said[i] ?? Number.NaN;
  }
  return { weights: stackValues(parts, targets), outOfFold };
}

/** All parts in one graph, and the weighted mean of what they say. */
function joined(
  { features }: RegressionBench,
  parts: readonly { kind: RegressorKindName; regressor: Regressor }[],
  weights: readonly number[],
): Regressor {
  const builder = new GraphBuilder(features.pool.inputShape);
  const included: { part: Network; prefix: string }[] = [];
  const values = parts.map(({ kind, regressor: { stages } }) =>
    stages.reduce((input, { network: part, output }, at) => {
      const prefix = `${kind}_${at}_`;
      included.push({ part, prefix });
      return builder.include(part.graph, prefix, output, input);
    }, graphInput),
  );
  const all = builder.add('concat', 'values', values, {});
  const output = builder.add('dense', 'value', [all], { units: 1, bias: true });
  const network = new Network('combined', builder.build(), 0);
  for (const { part, prefix } of included) network.copyFrom(part, prefix);
  const kernel = { rows: values.length, columns: 1, values: Float32Array.from(weights) };
  setDense(network, output, kernel, new Float32Array(1));
  return { stages: [{ network, output }] };
}
