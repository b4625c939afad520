import { PretextError } from '../../../shared/errors.ts';
import { packedBytes, type SampleSpec } from '../../../shared/sample-spec.ts';
import type { LiveImage } from '../../../shared/training.ts';
import type { SampleSource } from '../../learn/data/sample-source.ts';
import { answerOf } from '../../learn/export/exporter.ts';
import { mapSamples } from '../../learn/finetune/embed.ts';
import { disposeClassifier } from '../../learn/finetune/stages.ts';
import { AlikeFinder } from '../alike-finder.ts';
import type { Job } from '../job-context.ts';
import { loadClassifier } from '../saved-classifier.ts';

/** Frames of a camera: the model is loaded once, and each image costs its own arithmetic alone. */
export const predictLive: Job<'predict-live'> = async ({ classifier, alike }, context) => {
  const model = loadClassifier(classifier);
  let finder: AlikeFinder | null = null;
  let predicted = 0;
  try {
    finder = alike === null ? null : new AlikeFinder(classifier.spec, alike);
    for (;;) {
      const image = await context.nextImage();
      if (image === null) return { predicted };
      const source = oneSample(image, classifier.spec);
      const { values } = await mapSamples(source, (images) => answerOf(model, images));
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

function oneSample({ pixels }: LiveImage, spec: SampleSpec): SampleSource {
  const bytes = Buffer.from(pixels, 'base64');
  const wanted = packedBytes(spec);
  if (bytes.length !== wanted) {
    throw new PretextError(
      'training-failed',
      `A sample of ${bytes.length} bytes was sent to a model that takes ${wanted}.`,
      { remedy: 'Please report this: it is a fault in Pretext Studio.' },
    );
  }
  return { count: 1, spec, readInto: (_, target, offset) => target.set(bytes, offset) };
}
