import { subset } from '../data/sample-source.ts';
import { classOffsets } from '../propagate/class-offsets.ts';
import { mapSamples } from './embed.ts';
import { classShares, enoughToTell } from './propagate-labels.ts';
import { type Classifier, logitsOf } from './stages.ts';
import type { Workbench } from './workbench.ts';

/** Samples of the pool, evenly spread, that a classifier is asked about: classes are counted with an error of two hundredths. */
const mostAsked = 500;
/** Of the standard error with which so many random labels tell how common a class is. */
const slackShare = 0.5;

/**
 * What to add to a classifier's logits so that, over the pool, it says each class about as often as it is common: to within half the standard error of a share that
 * is counted on so many labels. With a handful of labels a linear head says what the accident of their numbers suggests; with more they
 * know better than what is believed of the classes, and nothing is added.
 * @returns one a class
 */
export async function offsetsFor(bench: Workbench, classifier: Classifier): Promise<Float32Array> {
  const { pool, labels, classes } = bench;
  if (labels.length >= enoughToTell * classes) return new Float32Array(classes);
  const { count } = pool.images;
  const asked = Math.min(mostAsked, count);
  const rows = Array.from({ length: asked }, (_, i) => Math.floor((i * count) / asked));
  const logits = await mapSamples(subset(pool.images, rows), (samples) =>
    logitsOf(classifier, samples, false),
  );
  const shares = await classShares(bench);
  const slack = shares.map(
    (share) => slackShare * Math.sqrt((share * (1 - share)) / labels.length),
  );
  return classOffsets(logits, shares, slack);
}
