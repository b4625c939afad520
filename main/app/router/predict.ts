import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { CallOutput, CheckedInput } from '../../../shared/contract/contract.ts';
import {
  askedAccuracies,
  type Prediction,
  type predictCalls,
} from '../../../shared/contract/predict.ts';
import { PretextError } from '../../../shared/errors.ts';
import { scratchFolder } from '../../files/scratch-folder.ts';
import { skippedCount } from '../../ingest/skipped-count.ts';
import type { SkippedFile } from '../../ingest/types.ts';
import { alikeSource } from '../alike.ts';
import { classifierOf, modelOf } from '../finetune.ts';
import { type AlikePrediction, predictInto, projectPredictor } from '../predict.ts';
import { predictNumbersInto } from '../predict-numbers.ts';
import { numbersCsv, predictionsCsv } from '../predictions-csv.ts';
import { imagesOnly } from '../preprocessing/preprocessing.ts';
import type { Project } from '../project.ts';
import { finishedRun, latestFinished } from '../runs.ts';
import type { Studio } from '../studio/studio.ts';
import { unsureFor, unsureOf } from '../unsure.ts';
import type { Handlers } from './handler.ts';

const alikeCount = 5;

export const predictHandlers: Handlers<keyof typeof predictCalls> = {
  'predict.start': (asked, studio) => startPredicting(asked, studio),
  'predict.page': ({ job, order, offset, limit }, studio) => {
    const { predictions, classes, skipped } = studio.predictions.classes(job);
    const sign = order === 'given' ? 0 : order === 'most-confident' ? -1 : 1;
    const ordered = predictions
      .map((prediction, index) => predictionOf(prediction, index, classes))
      .sort((a, b) => sign * (a.confidence - b.confidence) || a.index - b.index);
    return {
      total: ordered.length,
      unsure: predictions.filter(({ unsure }) => unsure).length,
      unfamiliar: predictions.filter(({ unfamiliar }) => unfamiliar === true).length,
      classes: [...classes],
      predictions: ordered.slice(offset, offset + limit),
      ...skippedPart(skipped),
    };
  },
  'predict.numbers': ({ job, order, offset, limit }, studio) => {
    const { predictions, interval, skipped } = studio.predictions.numbers(job);
    const sign = order === 'given' ? 0 : order === 'largest' ? -1 : 1;
    const ordered = predictions
      .map(({ alike, ...plain }, index) => ({
        index,
        ...plain,
        nearest: alike.map(({ sampleId, similarity }) => ({ sample: sampleId, similarity })),
      }))
      .sort((a, b) => sign * (a.value - b.value) || a.index - b.index);
    return {
      total: ordered.length,
      unfamiliar: predictions.filter(({ unfamiliar }) => unfamiliar === true).length,
      interval,
      predictions: ordered.slice(offset, offset + limit),
      ...skippedPart(skipped),
    };
  },
  'predict.unsure': ({ project: id, run, kind }, studio) => {
    const { project } = studio.projects.get(id);
    const model = modelOf(project, tunedRun(project, run), kind ?? null);
    const unsure = unsureOf(model);
    const asked = unsure.found === null ? [] : askedAccuracies;
    const choices = asked.map((accuracy) => {
      const { below, basis } = unsureFor(model, accuracy);
      return { accuracy, below, basis };
    });
    return { ...unsure, choices };
  },
  'predict.setUnsure': ({ project: id, run, kind, below }, studio) => {
    const { project } = studio.projects.get(id);
    const { models } = project.store;
    const { id: model } = modelOf(project, tunedRun(project, run), kind ?? null);
    models.setUnsureBelow(model, below);
    const now = models.byId(model);
    if (now !== undefined)
      studio.predictions.setUnsure({ project: id, id: model }, unsureOf(now).below);
    studio.events.changed(id, 'unsure');
    return {};
  },
  'predict.csv': ({ job }, studio) => {
    const list = studio.predictions.get(job);
    return {
      csv:
        list.target === 'number'
          ? numbersCsv(list.predictions)
          : predictionsCsv(list.predictions, list.classes),
    };
  },
  'predict.image': async ({ project: id, run, kind, image }, studio) => {
    const { project } = studio.projects.get(id);
    const tuned = tunedRun(project, run);
    const { classifier, modelId, unsure } = classifierOf(project, tuned, kind ?? null);
    const { classes } = classifier;
    if (classes.length === 0) throw noCamera();
    const prediction = await studio.predictLive(
      {
        project: id,
        name: String(modelId),
        preprocessing: imagesOnly(project.dataset().preprocessing),
        classes,
        unsureBelow: unsure.below,
        spec: async () => ({
          kind: 'predict-live',
          classifier,
          alike: await studio.quick((services) =>
            alikeSource(project, tuned, alikeCount, services),
          ),
        }),
      },
      image,
    );
    return { classes, prediction: predictionOf(prediction, 0, classes) };
  },
  'predict.sound': async ({ wav, ...asked }, studio) => {
    const { uploads } = studio;
    const upload = uploads.begin();
    const sources = [{ kind: 'upload', upload } as const];
    try {
      await writeFile(uploads.fileFor(upload, 'microphone.wav'), wav);
      return startPredicting({ ...asked, sources }, studio);
    } catch (error) {
      await uploads.drop(sources);
      throw error;
    }
  },
};

function startPredicting(
  { project: id, run, kind, sources }: CheckedInput<'predict.start'>,
  studio: Studio,
): CallOutput<'predict.start'> {
  const { project } = studio.projects.get(id);
  const tuned = tunedRun(project, run);
  const predictor = projectPredictor(project, tuned, kind ?? null);
  const paths = studio.uploads.pathsOf(sources);
  const { job } = studio.startJob({
    kind: 'predict',
    project: id,
    async work(services, jobId) {
      const dir = scratchFolder('pretext-predict');
      try {
        const alike = await alikeSource(project, tuned, alikeCount, services);
        const model = { project: id, id: predictor.modelId };
        const { target } = predictor;
        const list =
          predictor.target === 'number'
            ? {
                ...(await predictNumbersInto(dir, predictor, paths, alike, services)),
                ...{ target: predictor.target, model, interval: predictor.interval },
              }
            : {
                ...(await predictInto(dir, predictor, paths, alike, services)),
                ...{ target: predictor.target, model, classes: predictor.classes },
              };
        studio.predictions.add(jobId, list);
        const { predictions, skipped } = list;
        return {
          kind: 'predict',
          target,
          predictions: predictions.length,
          skipped: skippedCount(skipped),
        };
      } catch (error) {
        rmSync(dir, { recursive: true, force: true });
        throw error;
      } finally {
        await studio.uploads.drop(sources);
      }
    },
  });
  return { job };
}

/** The first of them, and how many there are. */
function skippedPart(
  skipped: readonly SkippedFile[],
): Pick<CallOutput<'predict.page'>, 'skipped' | 'skippedCount'> {
  return {
    skipped: skipped.slice(0, 1000).map(({ path: name, reason }) => ({ path: name, reason })),
    skippedCount: skippedCount(skipped),
  };
}

function noCamera(): PretextError {
  return new PretextError('unsupported', 'This model gives numbers, of files alone.', {
    remedy: 'Save the picture and predict its file.',
  });
}

function tunedRun(project: Project, run: number | undefined) {
  return run === undefined
    ? latestFinished(project, 'finetune')
    : finishedRun(project, run, 'finetune');
}

function predictionOf(
  { path: name, label, confidence, unsure, unfamiliar, probabilities, alike }: AlikePrediction,
  index: number,
  classes: readonly string[],
): Prediction {
  return {
    index,
    path: name,
    className: label,
    confidence,
    unsure,
    unfamiliar,
    probabilities: classes.map((each) => probabilities[each] ?? 0),
    nearest: alike.map(({ sampleId, similarity }) => ({ sample: sampleId, similarity })),
  };
}
