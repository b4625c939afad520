import { mixed } from '../augment/mixup.ts';
import { randomView } from '../augment/view.ts';
import { pixelsToUnit } from '../engine/bytes.ts';
import { inputOf, type StepContext, type StepValues } from '../engine/compile-step.ts';
import { StepRandom } from '../engine/random.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { fixMatchLoss } from '../losses/consistency.ts';
import { softCrossEntropy } from '../losses/cross-entropy.ts';
import { toNetworkRange } from '../models/scaling.ts';
import type { ClassifierRecipe } from './classifier-recipe.ts';
import { type Classifier, logitsOf } from './stages.ts';

/**
 * What a classifier is trained by: the cross-entropy of augmented images, mixed where the recipe says so; and where it asks for consistency,
 * FixMatch's loss of unlabelled ones, in one batch with them, so that batch normalization sees all alike.
 */
export function lessonLoss(
  classifier: Classifier,
  recipe: ClassifierRecipe,
  seed: number,
): (context: StepContext) => StepValues {
  const { mixup, consistency } = recipe;
  const training = recipe.batchNorm === 'batch';
  return ({ inputs, step }) => {
    const random = new StepRandom(seed, step);
    const pixels = pixelsToUnit(inputOf(inputs, 'images'));
    let images = randomView(pixels, recipe.view, random);
    let targets = inputOf(inputs, 'targets');
    if (mixup !== undefined) {
      const shares = inputOf(inputs, 'shares');
      [images, targets] = [mixed(images, shares), mixed(targets, shares)];
    }
    if (consistency === undefined) {
      const logits = logitsOf(classifier, toNetworkRange(images), training);
      return { loss: softCrossEntropy(logits, targets), metrics: {} };
    }
    const unlabelled = pixelsToUnit(inputOf(inputs, 'unlabelled'));
    const [labels = 0, count = 0] = [images.shape[0], unlabelled.shape[0]];
    const weak = randomView(unlabelled, consistency.mild, random);
    const strong = randomView(unlabelled, consistency.strong, random);
    const together = tf.concat([images, weak, strong] as never[], 0) as unknown as Tensor;
    const logits = logitsOf(classifier, toNetworkRange(together), training);
    const part = (begin: number, size: number): Tensor => logits.slice([begin, 0], [size, -1]);
    const supervised = softCrossEntropy(part(0, labels), targets);
    const { loss, sure } = fixMatchLoss(
      part(labels, count),
      part(labels + count, count),
      consistency.threshold,
    );
    return { loss: supervised.add(loss.mul(consistency.weight)), metrics: { sure } };
  };
}
