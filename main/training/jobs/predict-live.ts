import { PretextError } from '../../../shared/errors.ts';
import type { LiveImage, SavedClassifier } from '../../../shared/training.ts';
import type { ImageSource } from '../../learn/data/image-source.ts';
import { mapImages } from '../../learn/finetune/embed.ts';
import { disposeClassifier, probabilitiesOf } from '../../learn/finetune/stages.ts';
import { AlikeFinder } from '../alike-finder.ts';
import type { Job } from '../job-context.ts';
import { loadClassifier } from '../saved-classifier.ts';

/** Frames of a camera: the model is loaded once, and each image costs its own arithmetic alone. */
export const predictLive: Job<'predict-live'> = async ({ classifier, alike }, context) => {
  const model = loadClassifier(classifier);
  let finder: AlikeFinder | null = null;
  let predicted = 0;
  try {
    finder = alike === null ? null : new AlikeFinder(classifier.inputShape, alike);
    for (;;) {
      const image = await context.nextImage();
      if (image === null) return { predicted };
      const source = oneImage(image, classifier.inputShape);
      const { values } = await mapImages(source, (images) => probabilitiesOf(model, images));
      const [found] = finder === null ? [] : await finder.find(source);
      context.send({
        type: 'predicted',
        id: image.id,
        probabilities: Array.from(values),
        alike: found?.neighbours ?? [],
        unfamiliar: found?.unfamiliar ?? null,
      });
      predicted += 1;
    }
  } finally {
    finder?.dispose();
    disposeClassifier(model);
  }
};

function oneImage(
  { pixels }: LiveImage,
  [height, width, channels]: SavedClassifier['inputShape'],
): ImageSource {
  const bytes = Buffer.from(pixels, 'base64');
  if (bytes.length !== height * width * channels) {
    throw new PretextError(
      'training-failed',
      `An image of ${bytes.length} bytes was sent to a model that takes ${height} × ${width} × ${channels}.`,
      { remedy: 'Please report this: it is a fault in Pretext Studio.' },
    );
  }
  return {
    count: 1,
    shape: { height, width, channels: channels === 1 ? 1 : 3 },
    readInto: (_, target, offset) => target.set(bytes, offset),
  };
}
