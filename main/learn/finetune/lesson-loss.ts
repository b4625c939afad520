import type { SampleSpec } from '../../../shared/sample-spec.ts';
import { mixed } from '../augment/mixup.ts';
import { dataKinds } from '../data-kinds/registry.ts';
import { inputOf, type StepContext, type StepValues } from '../engine/compile-step.ts';
import { StepRandom } from '../engine/random.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { fixMatchLoss } from '../losses/consistency.ts';
import { softCrossEntropy } from '../losses/cross-entropy.ts';
import type { ClassifierRecipe } from './classifier-recipe.ts';
import { type Classifier, logitsOf } from './stages.ts';

/** Of what a network says of samples, and what it shall say: `[batch, …]` each, to a scalar. */
export type SupervisedLoss = (outputs: Tensor, targets: Tensor) => Tensor;

/**
 * What a classifier is trained by: the cross-entropy (or another loss) of views of samples, mixed where the recipe says so; and where it asks for consistency,
 * FixMatch's loss of unlabelled ones, in one batch with them, so that batch normalization sees all alike.
 */
export function lessonLoss(
  classifier: Classifier,
  spec: SampleSpec,
  recipe: ClassifierRecipe,
  seed: number,
  supervised: SupervisedLoss = softCrossEntropy,
): (context: StepContext) => StepValues {
  const { toSamples, toNetwork, view } = dataKinds[spec.kind];
  const { mixup, consistency } = recipe;
  const training = recipe.batchNorm === 'batch';
  return ({ inputs, step }) => {
    const random = new StepRandom(seed, step);
    let samples = view(toSamples(inputOf(inputs, 'samples')), 'lesson', random, spec);
    let targets = inputOf(inputs, 'targets');
    if (mixup !== undefined) {
      const shares = inputOf(inputs, 'shares');
      [samples, targets] = [mixed(samples, shares), mixed(targets, shares)];
    }
    if (consistency === undefined) {
      const logits = logitsOf(classifier, toNetwork(samples), training);
      return { loss: supervised(logits, targets), metrics: {} };
    }
    const unlabelled = toSamples(inputOf(inputs, 'unlabelled'));
    const [labels = 0, count = 0] = [samples.shape[0], unlabelled.shape[0]];
    const weak = view(unlabelled, 'weak', random, spec);
    const strong = view(unlabelled, 'strong', random, spec);
    const together = tf.concat([samples, weak, strong] as never[], 0) as unknown as Tensor;
    const logits = logitsOf(classifier, toNetwork(together), training);
    const part = (begin: number, size: number): Tensor => logits.slice([begin, 0], [size, -1]);
    const known = supervised(part(0, labels), targets);
    const { loss, sure } = fixMatchLoss(
      part(labels, count),
      part(labels + count, count),
      consistency.threshold,
    );
    return { loss: known.add(loss.mul(consistency.weight)), metrics: { sure } };
  };
}
