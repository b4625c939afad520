import { subset } from '../../data/sample-source.ts';
import { meanGain } from '../../evaluate/mean-gain.ts';
import { blends } from '../../finetune/choose-blend.ts';
import type { ImageClassifier } from '../../finetune/classifier.ts';
import { fineTuneRecipe as recipe } from '../../finetune/classifier-recipe.ts';
import { mapSamples } from '../../finetune/embed.ts';
import type { TrainingHooks } from '../../finetune/kinds/kind.ts';
import { disposeClassifier } from '../../finetune/stages.ts';
import { trainClassifier, type WeightPath } from '../../finetune/train-classifier.ts';
import { meanSquaredError } from '../../losses/mean-squared-error.ts';
import type { RegressionBench } from '../bench.ts';
import { inFold, numbersAt, valueFolds } from '../folds.ts';
import { valuesOf } from '../regressor.ts';
import { type Scale, scaled, scaleOf, toUnits, unscaled } from '../scale.ts';
import { type RegressorKind, trialOfAll } from './kind.ts';
import { probe } from './linear-probe.ts';

/** Each label is hidden once. */
const triedParts = 3;
/** Half the way, unless another share was clearly better. */
const usualBlend = 1;

/** The pretrained encoder, moved under the linear probe's head, a share of the way that is tried on held-out labels (WiSE-FT). */
export const fineTuned: RegressorKind = {
  async train(bench, { onStep }) {
    const { targets, seed } = bench;
    const folds = bench.folds && valueFolds(targets, triedParts, seed);
    const parts = folds === null ? [] : Array.from({ length: triedParts }, (_, part) => part);
    const scale = scaleOf(targets);
    const run = async (shown: Int32Array, at: number): ReturnType<typeof tune> =>
      await tune(bench, scale, shown, (step, _, loss) =>
        onStep(at * recipe.steps + step, (1 + parts.length) * recipe.steps, loss),
      );
    /** Of each label by a network that had not seen it, at each share. */
    const values = blends.map(() => new Float32Array(targets.length));
    for (const part of parts) {
      const hidden = inFold(folds ?? [], part, true);
      const { network, path } = await run(inFold(folds ?? [], part, false), part);
      const source = subset(bench.features.images, hidden);
      for (const [at, share] of blends.entries()) {
        path.goTo(share);
        const said = await mapSamples(source, (samples) => valuesOf(network, samples));
        for (const [i, row] of hidden.entries()) {
          const each = values[at];
          if (each !== undefined) each[row] = unscaled(said.values[i] ?? Number.NaN, scale);
        }
      }
      path.dispose();
      disposeClassifier(network);
    }
    const blend = folds === null ? usualBlend : chooseShare(values, targets);
    const { network, path } = await run(Int32Array.from(targets.keys()), parts.length);
    path.goTo(blends[blend] ?? 1);
    path.dispose();
    toUnits(network, scale);
    return { regressor: network, trial: trialOfAll(folds && (values[blend] ?? null)) };
  },
};

/** Fine-tunes the linear probe of some labels on the same ones; what comes out is scaled. */
async function tune(
  bench: RegressionBench,
  scale: Scale,
  shown: Int32Array,
  onStep: TrainingHooks['onStep'],
): Promise<{ network: ImageClassifier; path: WeightPath }> {
  const { features, seed } = bench;
  const targets = numbersAt(bench.targets, shown).map((each) => scaled(each, scale));
  const { network } = await probe(bench, targets, valueFolds(targets, 5, seed), shown);
  const path = await trainClassifier({
    classifier: network,
    source: subset(features.images, shown),
    targets: { rows: targets.length, columns: 1, values: targets },
    loss: meanSquaredError,
    recipe,
    seed,
    onStep: (step, loss) => onStep(step, recipe.steps, loss),
  });
  return { network, path };
}

/** As `chooseBlend`, by squared errors. @param values of all labels at each share */
function chooseShare(values: readonly Float32Array[], targets: Float32Array): number {
  const errors = values.map((each) =>
    Array.from(targets, (target, row) => ((each[row] ?? 0) - target) ** 2),
  );
  const before = errors[usualBlend] ?? [];
  let [best, most] = [usualBlend, 0];
  for (const [at, each] of errors.entries()) {
    const { mean, standardError } = meanGain(each.map((error, i) => (before[i] ?? 0) - error));
    if (mean > standardError && mean > most) [best, most] = [at, mean];
  }
  return best;
}
