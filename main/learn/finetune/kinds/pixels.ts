import { PixelClassifier } from '../classifier.ts';
import { mapSamples } from '../embed.ts';
import { type LinearClassifier, logisticRegression } from '../logistic-regression.ts';
import { unstandardized } from '../standardize.ts';
import type { ClassifierKind } from './kind.ts';

/** Logistic regression on pixels: what labels alone give. */
export const pixels: ClassifierKind = {
  async train({ images: labelled, labels, classes, seed, pool }) {
    // Values 0…1, as everybody feeds pixels to logistic regression: the penalty means the same.
    const features = await mapSamples(labelled, (images) =>
      images
        .add(1)
        .div(2)
        .reshape([images.shape[0] ?? 0, -1]),
    );
    const linear = logisticRegression(features, labels, classes, seed);
    const classifier = new PixelClassifier(pool.inputShape, classes);
    classifier.setHead(onNetworkRange(linear));
    return { classifier, trial: linear.outOfFold };
  },
};

/** A classifier of pixels 0…1 as one of the same pixels −1…1. */
function onNetworkRange({ kernel, bias }: LinearClassifier): LinearClassifier {
  return unstandardized(
    { kernel, bias },
    {
      mean: new Float32Array(kernel.rows).fill(-1),
      scale: new Float32Array(kernel.rows).fill(0.5),
    },
  );
}
