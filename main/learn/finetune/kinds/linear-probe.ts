import { ImageClassifier } from '../classifier.ts';
import { logisticRegression } from '../logistic-regression.ts';
import { standardize, unstandardized } from '../standardize.ts';
import type { Workbench } from '../workbench.ts';
import { type ClassifierKind, type Trial, trialOf } from './kind.ts';

/** Logistic regression on the pretrained encoder's feature map, averaged over a coarse grid; the encoder stays as it is. */
export const linearProbe: ClassifierKind = { train: probeClassifier };

export async function probeClassifier(
  bench: Workbench,
): Promise<{ classifier: ImageClassifier; trial: Trial | null }> {
  const { labels, classes, seed } = bench;
  const { labelled, standardization } = await bench.grid();
  const linear = logisticRegression(standardize(labelled, standardization), labels, classes, seed);
  const classifier = new ImageClassifier(bench.pool.encoderGraph, classes, seed);
  bench.pool.readPretrained(classifier.encoder);
  classifier.setHead(unstandardized(linear, standardization));
  return { classifier, trial: trialOf(linear.outOfFold) };
}
