import { standardize, unstandardized } from '../../finetune/standardize.ts';
import { GraphBuilder } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { setDense } from '../../models/set-dense.ts';
import { ridgeRegression } from '../ridge.ts';
import { type RegressorKind, trialOfAll } from './kind.ts';

/** Ridge regression on what features give that take seconds: of a table its columns. */
export const linear: RegressorKind = {
  async train({ features, targets, folds }, { onStep }) {
    const cheap = await features.pool.cheap();
    const { labelled, standardization } = await features.codes();
    const known = standardize(labelled, standardization);
    const fit = await ridgeRegression(known, targets, folds, () => onStep(0, 1, null));
    const builder = new GraphBuilder(features.pool.inputShape);
    const output = builder.add('dense', 'value', [cheap.add(builder)], { units: 1, bias: true });
    const network = new Network('linear', builder.build(), 0);
    cheap.set(network);
    const { kernel, bias } = unstandardized(fit, standardization);
    setDense(network, output, kernel, bias);
    return { regressor: { stages: [{ network, output }] }, trial: trialOfAll(fit.outOfFold) };
  },
};
