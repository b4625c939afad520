import { subset } from '../../data/sample-source.ts';
import { ImageClassifier } from '../../finetune/classifier.ts';
import { scratchRecipe as recipe } from '../../finetune/classifier-recipe.ts';
import { mapSamples } from '../../finetune/embed.ts';
import { disposeClassifier } from '../../finetune/stages.ts';
import { trainClassifier } from '../../finetune/train-classifier.ts';
import { meanSquaredError } from '../../losses/mean-squared-error.ts';
import { inFold, numbersAt } from '../folds.ts';
import { valuesOf } from '../regressor.ts';
import { scaled, scaleOf, toUnits } from '../scale.ts';
import type { RegressorKind } from './kind.ts';

/** The same network without pretraining. */
export const scratch: RegressorKind = {
  async train({ features, targets, folds, seed }, { onStep }) {
    const runs = folds === null ? 1 : 2;
    let before = 0;
    const trained = async (rows: Int32Array): Promise<ImageClassifier> => {
      const network = new ImageClassifier(features.pool.encoderGraph, 1, seed + 1);
      const shown = numbersAt(targets, rows);
      const scale = scaleOf(shown);
      const path = await trainClassifier({
        classifier: network,
        source: subset(features.images, rows),
        targets: {
          rows: shown.length,
          columns: 1,
          values: shown.map((each) => scaled(each, scale)),
        },
        loss: meanSquaredError,
        recipe,
        seed,
        onStep: (step, loss) => onStep(before + step, runs * recipe.steps, loss),
      });
      path.dispose();
      before += recipe.steps;
      toUnits(network, scale);
      return network;
    };
    const everyone = Int32Array.from(targets.keys());
    if (folds === null) return { regressor: await trained(everyone), trial: null };
    // A baseline: tried once.
    const tried = inFold(folds, 0, true);
    const network = await trained(inFold(folds, 0, false));
    const { values } = await mapSamples(subset(features.images, tried), (samples) =>
      valuesOf(network, samples),
    );
    disposeClassifier(network);
    return { regressor: await trained(everyone), trial: { tried, values } };
  },
};
