import type { Matrix } from '../../data/matrix.ts';
import { plusOffsets } from '../../propagate/class-offsets.ts';
import { blends, chooseBlend } from '../choose-blend.ts';
import { mayBeFavourite } from '../choose-kind.ts';
import type { ImageClassifier } from '../classifier.ts';
import { type ClassifierRecipe, fineTuneRecipeWith } from '../classifier-recipe.ts';
import { mapSamples } from '../embed.ts';
import { joinTrials, networkParts, type Part } from '../network-trial.ts';
import { offsetsFor } from '../share-offsets.ts';
import { disposeClassifier, logitsOf } from '../stages.ts';
import { certain, trainClassifier, type WeightPath } from '../train-classifier.ts';
import { triedLabels } from '../trial.ts';
import type { Workbench } from '../workbench.ts';
import type { ClassifierKind, TrainingHooks } from './kind.ts';
import { probeClassifier } from './linear-probe.ts';

/**
 * The pretrained encoder, moved under the linear probe's head, a share of the way that is tried on held-out labels; with fewer than five labels a class
 * no class is then said much more often than it is believed to be common (docs/decisions/0046).
 */
export const fineTuned: ClassifierKind = {
  async train(bench, { onStep }) {
    const recipe = fineTuneRecipeWith(bench.regularization);
    const parts = networkParts(bench, isFavourite(bench));
    const steps = (1 + (parts?.length ?? 0)) * recipe.steps;
    let before = 0;
    const moved = async (part: Part | null): ReturnType<typeof fineTune> => {
      const result = await fineTune(bench, recipe, part, (step, _, loss) =>
        onStep(before + step, steps, loss),
      );
      before += recipe.steps;
      return result;
    };
    /** Logits of each part's tried images, at each share. */
    const tried: Matrix[][] = blends.map(() => []);
    for (const part of parts ?? []) {
      const { classifier, path } = await moved(part);
      try {
        for (const [at, share] of blends.entries()) {
          await onStep(before, steps, null);
          path.goTo(share);
          const logits = await mapSamples(part.heldImages, (images) =>
            logitsOf(classifier, images, false),
          );
          tried[at]?.push(plusOffsets(logits, await offsetsFor(bench, classifier)));
        }
      } finally {
        path.dispose();
        disposeClassifier(classifier);
      }
    }
    const trials = parts === null ? [] : tried.map((logits) => joinTrials(parts, logits));
    const [first] = trials;
    const known = first === undefined ? new Int32Array() : triedLabels(first, bench.labels);
    const chosen = chooseBlend(
      trials.map(({ logits }) => logits),
      known,
    );
    const { classifier, path } = await moved(null);
    path.goTo(blends[chosen] ?? 1);
    path.dispose();
    classifier.addToLogits(await offsetsFor(bench, classifier));
    return { classifier, trial: trials[chosen] ?? null };
  },
};

function isFavourite({ pool, labels, classes }: Workbench): boolean {
  const { kind } = pool.images.spec;
  return mayBeFavourite('fine_tuned', { kind, labels: labels.length, classes });
}

/** Fine-tunes the linear probe of a part of the labels, or of all, on the same ones. */
async function fineTune(
  bench: Workbench,
  recipe: ClassifierRecipe,
  part: Part | null,
  onStep: TrainingHooks['onStep'],
): Promise<{ classifier: ImageClassifier; path: WeightPath }> {
  const { classes, seed } = bench;
  const { images: source, labels } = part ?? bench;
  const { classifier } = await probeClassifier(bench, part?.trained);
  const path = await trainClassifier({
    classifier,
    source,
    targets: certain(labels, classes),
    recipe,
    unlabelled: bench.pool.images,
    seed,
    onStep: (step, loss) => onStep(step, recipe.steps, loss),
  });
  return { classifier, path };
}
