import type { Matrix } from '../../data/matrix.ts';
import { scratchRecipe as recipe } from '../classifier-recipe.ts';
import { mapSamples } from '../embed.ts';
import { joinTrials, networkParts } from '../network-trial.ts';
import { scratchOn, scratchOnAll } from '../scratch-network.ts';
import { disposeClassifier, logitsOf } from '../stages.ts';
import type { ClassifierKind } from './kind.ts';

/** The same network without pretraining. */
export const scratch: ClassifierKind = {
  async train(bench, { onStep }) {
    // A baseline: tried once, however few labels there are.
    const parts = networkParts(bench)?.slice(0, 1) ?? null;
    const runs = 1 + (parts?.length ?? 0);
    const ofRun = (run: number) => (step: number, loss: number) =>
      onStep(run * recipe.steps + step, runs * recipe.steps, loss);
    const tried: Matrix[] = [];
    for (const [run, part] of (parts ?? []).entries()) {
      const classifier = await scratchOn(bench, part, ofRun(run));
      tried.push(
        await mapSamples(part.heldImages, (images) => logitsOf(classifier, images, false)),
      );
      disposeClassifier(classifier);
    }
    const classifier = await scratchOnAll(bench, ofRun(runs - 1));
    return { classifier, trial: parts && joinTrials(parts, tried) };
  },
};
