import { type ImageSource, subset } from '../../data/image-source.ts';
import { type Matrix, pickRows } from '../../data/matrix.ts';
import { blends, chooseBlend } from '../choose-blend.ts';
import { ImageClassifier } from '../classifier.ts';
import { mapImages } from '../embed.ts';
import { logisticRegression } from '../logistic-regression.ts';
import { joinTrials, networkParts } from '../network-trial.ts';
import { disposeClassifier, logitsOf } from '../stages.ts';
import { standardize, unstandardized } from '../standardize.ts';
import {
  certain,
  fineTuneRecipe as recipe,
  trainClassifier,
  type WeightPath,
} from '../train-classifier.ts';
import type { Workbench } from '../workbench.ts';
import type { ClassifierKind, TrainingHooks } from './kind.ts';

/** The pretrained encoder, moved under the linear probe's head, a share of the way that is tried on held-out labels. */
export const fineTuned: ClassifierKind = {
  async train(bench, { onStep }) {
    const { labels } = bench;
    const parts = networkParts(bench);
    const steps = (1 + (parts?.length ?? 0)) * recipe.steps;
    let before = 0;
    const moved = async (positions: Int32Array): ReturnType<typeof fineTune> => {
      const result = await fineTune(bench, positions, (step, _, loss) =>
        onStep(before + step, steps, loss),
      );
      before += recipe.steps;
      return result;
    };
    /** Logits of each part's tried images, at each share. */
    const tried: Matrix[][] = blends.map(() => []);
    for (const part of parts ?? []) {
      const { classifier, path } = await moved(part.trained);
      for (const [at, share] of blends.entries()) {
        path.goTo(share);
        const logits = await mapImages(part.heldImages, (images) =>
          logitsOf(classifier, images, false),
        );
        tried[at]?.push(logits);
      }
      path.dispose();
      disposeClassifier(classifier);
    }
    const trials = parts === null ? [] : tried.map((logits) => joinTrials(parts, logits));
    const known = Int32Array.from(trials[0]?.tried ?? [], (i) => labels[i] ?? 0);
    const chosen = chooseBlend(
      trials.map(({ logits }) => logits),
      known,
    );
    const { classifier, path } = await moved(Int32Array.from(labels.keys()));
    path.goTo(blends[chosen] ?? 1);
    path.dispose();
    return { classifier, trial: trials[chosen] ?? null };
  },
};

/** Fine-tunes on some of the labels. @param positions among the labelled images */
async function fineTune(
  bench: Workbench,
  positions: Int32Array,
  onStep: TrainingHooks['onStep'],
): Promise<{ classifier: ImageClassifier; path: WeightPath }> {
  const { classes, seed } = bench;
  const labels = positions.map((i) => bench.labels[i] ?? 0);
  const { labelled, standardization } = await bench.grid();
  const known = standardize(pickRows(labelled, positions), standardization);
  const head = unstandardized(logisticRegression(known, labels, classes, seed), standardization);
  const classifier = new ImageClassifier(bench.pool.encoderGraph, classes, seed);
  bench.pool.readPretrained(classifier.encoder);
  classifier.setHead(head);
  const source: ImageSource = subset(bench.images, positions);
  const path = await trainClassifier({
    classifier,
    source,
    targets: certain(labels, classes),
    recipe,
    seed,
    onStep: (step, loss) => onStep(step, recipe.steps, loss),
  });
  return { classifier, path };
}
