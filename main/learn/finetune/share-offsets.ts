import { subset } from '../data/sample-source.ts';
import { mixSeed, permutation } from '../data/seeded.ts';
import { believedOffsets } from '../propagate/class-offsets.ts';
import { mapSamples } from './embed.ts';
import { areTooFewToTell, classShares } from './propagate-labels.ts';
import { type Classifier, logitsOf } from './stages.ts';
import type { Workbench } from './workbench.ts';

/** Samples of the pool, drawn at random, that a classifier is asked about: classes are counted with an error of two hundredths. */
const mostAsked = 500;

/**
 * What to add to a classifier's logits so that, over the pool, it says each class about as often as it is believed to be common. With a handful of labels a linear
 * head says what the accident of their numbers suggests; with more they know better, and nothing is added.
 * @returns one a class
 */
export async function offsetsFor(bench: Workbench, classifier: Classifier): Promise<Float32Array> {
  const { pool, labels, classes, seed } = bench;
  if (!areTooFewToTell(bench)) return new Float32Array(classes);
  // Not evenly spread: samples may come in turns, a class each.
  const rows = permutation(pool.images.count, mixSeed(seed, 'class shares')).slice(0, mostAsked);
  const logits = await mapSamples(subset(pool.images, rows), (samples) =>
    logitsOf(classifier, samples, false),
  );
  return believedOffsets(logits, await classShares(bench), labels.length);
}
