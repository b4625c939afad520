import type { Matrix } from '../../data/matrix.ts';
import { ImageClassifier } from '../classifier.ts';
import { scratchRecipe as recipe } from '../classifier-recipe.ts';
import { mapSamples } from '../embed.ts';
import { joinTrials, networkParts } from '../network-trial.ts';
import { disposeClassifier, logitsOf } from '../stages.ts';
import { certain, trainClassifier } from '../train-classifier.ts';
import type { ClassifierKind } from './kind.ts';

/** The same network without pretraining. */
export const scratch: ClassifierKind = {
  async train(bench, { onStep }) {
    const { labels, classes, seed } = bench;
    // A baseline: tried once, however few labels there are.
    const parts = networkParts(bench)?.slice(0, 1) ?? null;
    const runs = 1 + (parts?.length ?? 0);
    let before = 0;
    const trained = async (
      source: typeof bench.images,
      known: Int32Array,
    ): Promise<ImageClassifier> => {
      const classifier = new ImageClassifier(bench.pool.encoderGraph, classes, seed + 1);
      const path = await trainClassifier({
        classifier,
        source,
        targets: certain(known, classes),
        recipe,
        seed,
        onStep: (step, loss) => onStep(before + step, runs * recipe.steps, loss),
      });
      path.dispose();
      before += recipe.steps;
      return classifier;
    };
    const tried: Matrix[] = [];
    for (const part of parts ?? []) {
      const classifier = await trained(part.images, part.labels);
      tried.push(
        await mapSamples(part.heldImages, (images) => logitsOf(classifier, images, false)),
      );
      disposeClassifier(classifier);
    }
    const classifier = await trained(bench.images, labels);
    return { classifier, trial: parts && joinTrials(parts, tried) };
  },
};
