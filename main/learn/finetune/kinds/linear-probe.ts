import { pickRows } from '../../data/matrix.ts';
import { ImageClassifier } from '../classifier.ts';
import { type LogisticRegressionResult, logisticRegression } from '../logistic-regression.ts';
import { standardize, unstandardized } from '../standardize.ts';
import type { Trial } from '../trial.ts';
import type { Workbench } from '../workbench.ts';
import type { ClassifierKind } from './kind.ts';

/** Logistic regression on the pretrained encoder's feature map, averaged over a coarse grid; the encoder stays as it is. */
export const linearProbe: ClassifierKind = { train: (bench) => probeClassifier(bench) };

/**
 * A linear probe.
 * @param positions among the labelled images; all when left out
 */
export async function probeClassifier(
  bench: Workbench,
  positions?: Int32Array,
): Promise<{ classifier: ImageClassifier; trial: Trial | null }> {
  const { classes, seed } = bench;
  const linear = await (positions === undefined
    ? bench.once('linear probe', () => fitProbe(bench))
    : fitProbe(bench, positions));
  const { standardization } = await bench.grid();
  const classifier = new ImageClassifier(bench.pool.encoderGraph, classes, seed);
  bench.pool.readPretrained(classifier.encoder);
  classifier.setHead(unstandardized(linear, standardization));
  return { classifier, trial: linear.outOfFold };
}

/** On standardized features. */
async function fitProbe(
  bench: Workbench,
  positions: Int32Array = Int32Array.from(bench.labels.keys()),
): Promise<LogisticRegressionResult> {
  const { labelled, standardization } = await bench.grid();
  const features = standardize(pickRows(labelled, positions), standardization);
  const labels = positions.map((i) => bench.labels[i] ?? 0);
  return logisticRegression(features, labels, bench.classes, bench.seed);
}
