import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Prediction, predictCalls } from '../../../shared/contract/predict.ts';
import type { AlikeSource } from '../../../shared/training.ts';
import { encoderOf, freshEmbeddings } from '../embed.ts';
import { classifierOf } from '../finetune.ts';
import { type AlikePrediction, predictInto, projectPredictor } from '../predict.ts';
import { predictionsCsv } from '../predictions-csv.ts';
import type { Project } from '../project.ts';
import { finishedRun, latestFinished, runById } from '../runs.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';

const alikeCount = 5;
const folderPrefix = path.join(tmpdir(), 'pretext-predict-');

export const predictHandlers: Handlers<keyof typeof predictCalls> = {
  'predict.start': ({ project: id, run, kind, sources }, studio) => {
    const { project } = studio.projects.get(id);
    const predictor = predictorOf(project, run, kind);
    const paths = studio.uploads.pathsOf(sources);
    const { job } = studio.startJob({
      kind: 'predict',
      project: id,
      async work(services, jobId) {
        const dir = mkdtempSync(folderPrefix);
        try {
          const alike = await alikeOf(project, run, services);
          const made = await predictInto(dir, predictor, paths, alike, services);
          studio.predictions.add(jobId, { ...made, classes: predictor.classes });
          const { predictions, skipped } = made;
          return { kind: 'predict', predictions: predictions.length, skipped: skipped.length };
        } catch (error) {
          rmSync(dir, { recursive: true, force: true });
          throw error;
        } finally {
          await studio.uploads.drop(sources);
        }
      },
    });
    return { job };
  },
  'predict.page': ({ job, order, offset, limit }, studio) => {
    const { predictions, classes, skipped } = studio.predictions.get(job);
    const sign = order === 'given' ? 0 : order === 'most-confident' ? -1 : 1;
    const ordered = predictions
      .map((prediction, index) => predictionOf(prediction, index, classes))
      .sort((a, b) => sign * (a.confidence - b.confidence) || a.index - b.index);
    return {
      total: ordered.length,
      classes: [...classes],
      predictions: ordered.slice(offset, offset + limit),
      skipped: skipped.slice(0, 1000).map(({ path: name, reason }) => ({ path: name, reason })),
    };
  },
  'predict.csv': ({ job }, studio) => {
    const { predictions, classes } = studio.predictions.get(job);
    return { csv: predictionsCsv(predictions, classes) };
  },
  'predict.image': async ({ project: id, run, kind, image }, studio) => {
    const { project } = studio.projects.get(id);
    const tuned = tunedRun(project, run);
    const { classifier, modelId } = classifierOf(project, tuned, kind ?? null);
    const { classes } = classifier;
    const prediction = await studio.predictLive(
      {
        project: id,
        name: String(modelId),
        preprocessing: project.dataset().preprocessing,
        classes,
        spec: async () => ({
          kind: 'predict-live',
          classifier,
          alike: await studio.quick((services) => alikeOf(project, run, services)),
        }),
      },
      image,
    );
    return { classes, prediction: predictionOf(prediction, 0, classes) };
  },
};

function predictorOf(project: Project, run: number | undefined, kind: string | undefined) {
  return projectPredictor(project, tunedRun(project, run), kind ?? null);
}

function tunedRun(project: Project, run: number | undefined) {
  return run === undefined
    ? latestFinished(project, 'finetune')
    : finishedRun(project, run, 'finetune');
}

/** The encoder and embeddings to look for training samples alike with. */
async function alikeOf(
  project: Project,
  run: number | undefined,
  services: Services,
): Promise<AlikeSource | null> {
  const { parent_run_id: parent } = tunedRun(project, run);
  if (parent === null) return null;
  const pretrained = runById(project, parent);
  const embeddings = await freshEmbeddings(project, pretrained, services);
  return { ...encoderOf(project, pretrained), embeddings, count: alikeCount };
}

function predictionOf(
  { path: name, label, confidence, probabilities, alike }: AlikePrediction,
  index: number,
  classes: readonly string[],
): Prediction {
  return {
    index,
    path: name,
    className: label,
    confidence,
    probabilities: classes.map((each) => probabilities[each] ?? 0),
    nearest: alike.map(({ sampleId, similarity }) => ({ sample: sampleId, similarity })),
  };
}
