import type { AlikeSource, JobSpec } from '../../../shared/training.ts';
import {
  consecutiveBatches,
  readSamples,
  type SampleSource,
} from '../../learn/data/sample-source.ts';
import { answerOf } from '../../learn/export/exporter.ts';
import { exporters } from '../../learn/export/registry.ts';
import { mapSamples } from '../../learn/finetune/embed.ts';
import { disposeClassifier } from '../../learn/finetune/stages.ts';
import { type Alike, AlikeFinder } from '../alike-finder.ts';
import { withImages } from '../images.ts';
import { giveWay, type Job, noProgressNumbers, tenTimesASecond } from '../job-context.ts';
import { formatNamed } from '../names.ts';
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
    return {
      classes: probabilities.length / source.count,
      probabilities,
      alike: alike.map(({ neighbours }) => neighbours),
      unfamiliar: alike.map(({ unfamiliar }) => unfamiliar),
    };
  });

async function alikeTo(source: SampleSource, alike: AlikeSource): Promise<Alike[]> {
  const finder = new AlikeFinder(source.spec, alike);
  try {
    return await finder.find(source);
  } finally {
    finder.dispose();
  }
}

async function predictSaved(
  { classifier }: Extract<Predictor, { kind: 'saved' }>,
  source: SampleSource,
  onDone: (done: number) => Promise<void>,
): Promise<number[]> {
  const model = loadClassifier(classifier);
  try {
    const result = await mapSamples(source, (images) => answerOf(model, images), onDone);
    return Array.from(result.values);
  } finally {
    disposeClassifier(model);
  }
}

async function predictExported(
  { format, file, spec }: Extract<Predictor, { kind: 'exported' }>,
  source: SampleSource,
  onDone: (done: number) => Promise<void>,
): Promise<number[]> {
  const model = await exporters[formatNamed(format)].load(file, spec);
  const probabilities: number[] = [];
  try {
    let done = 0;
    for (const indices of consecutiveBatches(source.count, batchSize)) {
      const samples = readSamples(source, indices);
      probabilities.push(...(await model.predict(samples, indices.length)).values);
      done += indices.length;
      await onDone(done);
    }
  } finally {
    await model.dispose();
  }
  return probabilities;
}
