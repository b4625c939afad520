import { GraphBuilder, graphInput } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { setDense } from '../../models/set-dense.ts';
import { type RegressorKind, trialOfAll } from './kind.ts';

/** The mean of the labels, whatever the sample: what R² is measured from. */
export const mean: RegressorKind = {
  train({ features, targets, folds }) {
    const builder = new GraphBuilder(features.pool.inputShape);
    const flat = builder.add('flatten', 'flat', [graphInput], {});
    const output = builder.add('dense', 'value', [flat], { units: 1, bias: true });
    const graph = builder.build();
    const network = new Network('mean', graph, 0);
    const rows = graph.shapes.get(flat)?.[0] ?? 0;
    const kernel = { rows, columns: 1, values: new Float32Array(rows) };
    setDense(network, output, kernel, Float32Array.of(meanOf(targets)));
    const without = (fold: number): number =>
      meanOf(targets.filter((_, at) => folds?.[at] !== fold));
    return Promise.resolve({
      regressor: { stages: [{ network, output }] },
      trial: trialOfAll(folds && Float32Array.from(folds, without)),
    });
  },
};

const meanOf = (values: Float32Array): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length;
