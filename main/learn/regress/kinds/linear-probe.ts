import { pickRows } from '../../data/matrix.ts';
import { ImageClassifier } from '../../finetune/classifier.ts';
import { standardize, unstandardized } from '../../finetune/standardize.ts';
import type { RegressionBench } from '../bench.ts';
import { type LinearRegressor, ridgeRegression } from '../ridge.ts';
import { type RegressorKind, trialOfAll } from './kind.ts';

/** Ridge regression on what the pretrained encoder's head sees; the encoder stays as it is. */
export const linearProbe: RegressorKind = {
  async train(bench) {
    const { network, outOfFold } = await probe(bench, bench.targets, bench.folds);
    return { regressor: network, trial: trialOfAll(outOfFold) };
  },
};

/**
 * The pretrained encoder with a linear head.
 * @param targets of the labelled samples, or of those at `positions`
 * @param folds of these, to choose the penalty
 */
export async function probe(
  { features, seed }: RegressionBench,
  targets: Float32Array,
  folds: Int32Array | null,
  positions: Int32Array = Int32Array.from(targets.keys()),
): Promise<{ network: ImageClassifier; outOfFold: Float32Array | null }> {
  const { labelled, standardization } = await features.grid();
  const seen = standardize(pickRows(labelled, positions), standardization);
  const fit = await ridgeRegression(seen, targets, folds);
  const network = new ImageClassifier(features.pool.encoderGraph, 1, seed);
  features.pool.readPretrained(network.encoder);
  const head: LinearRegressor = unstandardized(fit, standardization);
  network.setHead(head);
  return { network, outOfFold: fit.outOfFold };
}
