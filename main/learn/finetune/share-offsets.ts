import { subset } from '../data/sample-source.ts';
import { believedOffsets } from '../propagate/class-offsets.ts';
import { mapSamples } from './embed.ts';
import { areTooFewToTell, classShares } from './propagate-labels.ts';
import { type Classifier, logitsOf } from './stages.ts';
import type { Workbench } from './workbench.ts';

/** Samples of the pool, evenly spread, that a classifier is asked about: classes are counted with an error of two hundredths. */
const mostAsked = 500;

/**
 * What to add to a classifier's logits so that, over the pool, it says each class about as often as it is believed to be common. With a handful of labels a linear
 * head says what the accident of their numbers suggests; with more they know better, and nothing is added.
 * @returns one a class
 */
export async function offsetsFor(bench: Workbench, classifier: Classifier): Promise<Float32Array> {
  const { pool, labels, classes } = bench;
  if (!areTooFewToTell(bench)) return new Float32Array(classes);
  const { count } = pool.images;
  const asked = Math.min(mostAsked, count);
  const rows = Array.from({ length: asked }, (_, i) => Math.floor((i * count) / asked));
  const logits = await mapSamples(subset(pool.images, rows), (samples) =>
    logitsOf(classifier, samples, false),
  );
  return believedOffsets(logits, await classShares(bench), labels.length);
}
