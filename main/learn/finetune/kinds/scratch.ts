import { scratchRecipe as recipe } from '../classifier-recipe.ts';
import { scratchOnAll, scratchTrial } from '../scratch-network.ts';
import type { ClassifierKind } from './kind.ts';

/** The same network without pretraining. */
export const scratch: ClassifierKind = {
  async train(bench, { onStep }) {
    const runs = bench.folds === null ? 1 : 2;
    const ofRun = (run: number) => (step: number, loss: number) =>
      onStep(run * recipe.steps + step, runs * recipe.steps, loss);
    const trial = await scratchTrial(bench, ofRun(0));
    return { classifier: await scratchOnAll(bench, ofRun(runs - 1)), trial };
  },
};
