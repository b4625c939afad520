import type { JobResult, JobSpec } from '../../../shared/training.ts';
import { consecutiveBatches, type ImageSource, readPixels } from '../../learn/data/image-source.ts';
import { nearest, unitRows } from '../../learn/explore/nearest.ts';
import { exporters } from '../../learn/export/registry.ts';
import { embedImages, mapImages } from '../../learn/finetune/embed.ts';
import { disposeClassifier, probabilitiesOf } from '../../learn/finetune/stages.ts';
import { Network } from '../../learn/models/network.ts';
import { encoders } from '../../learn/models/registry.ts';
import { readWeights } from '../../learn/pretrain/checkpoint.ts';
import { readEmbeddings } from '../embeddings-file.ts';
import { withImages } from '../images.ts';
import { giveWay, type Job, noProgressNumbers, tenTimesASecond } from '../job-context.ts';
import { encoderNamed, formatNamed } from '../names.ts';
import { loadClassifier } from '../saved-classifier.ts';

type Predictor = JobSpec<'predict'>['predictor'];
const batchSize = 256;

export const predict: Job<'predict'> = async (spec, context) =>
  await withImages(spec.images, async (source) => {
    const show = tenTimesASecond((done: number) => {
      const share = done / source.count;
      context.send({ type: 'progress', stage: 'predicting', share, ...noProgressNumbers });
    });
    const onDone = async (done: number): Promise<void> => {
      show(done);
      await giveWay(context);
    };
    const { predictor } = spec;
    const probabilities =
      predictor.kind === 'saved'
        ? await predictSaved(predictor, source, onDone)
        : await predictExported(predictor, source, onDone);
    const alike = spec.alike === null ? [] : await alikeTo(source, spec.alike);
    return { classes: probabilities.length / source.count, probabilities, alike };
  });

/** Training samples near each image, by the embeddings of a pretrained encoder. */
async function alikeTo(
  source: ImageSource,
  { encoder: name, weights, embeddings: file, count }: NonNullable<JobSpec<'predict'>['alike']>,
): Promise<JobResult<'predict'>['alike']> {
  const { height, width, channels } = source.shape;
  const { graph } = encoders[encoderNamed(name)].build([height, width, channels]);
  const encoder = new Network('encoder', graph, 0);
  try {
    readWeights(weights, [encoder]);
    const { embeddings, sampleIds } = readEmbeddings(file);
    const queries = unitRows(await embedImages(encoder, source));
    const found = await nearest(unitRows(embeddings), queries, count);
    return Array.from({ length: source.count }, (_, image) =>
      Array.from({ length: found.count }, (_unused, rank) => ({
        sampleId: sampleIds[found.rows[image * found.count + rank] ?? 0] ?? 0,
        similarity: found.similarities[image * found.count + rank] ?? 0,
      })),
    );
  } finally {
    encoder.dispose();
  }
}

async function predictSaved(
  { classifier }: Extract<Predictor, { kind: 'saved' }>,
  source: ImageSource,
  onDone: (done: number) => Promise<void>,
): Promise<number[]> {
  const model = loadClassifier(classifier);
  try {
    const result = await mapImages(source, (images) => probabilitiesOf(model, images), onDone);
    return Array.from(result.values);
  } finally {
    disposeClassifier(model);
  }
}

async function predictExported(
  { format, file, inputShape }: Extract<Predictor, { kind: 'exported' }>,
  source: ImageSource,
  onDone: (done: number) => Promise<void>,
): Promise<number[]> {
  const model = await exporters[formatNamed(format)].load(file, inputShape);
  const probabilities: number[] = [];
  try {
    let done = 0;
    for (const indices of consecutiveBatches(source.count, batchSize)) {
      const pixels = readPixels(source, indices);
      probabilities.push(...(await model.predict(pixels, indices.length)).values);
      done += indices.length;
      await onDone(done);
    }
  } finally {
    await model.dispose();
  }
  return probabilities;
}
