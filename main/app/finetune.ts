import path from 'node:path';
import { z } from 'zod';
import type { ClassifierKindName } from '../../shared/classifier-kinds.ts';
import { PretextError } from '../../shared/errors.ts';
import { type FinetuneOptions, finetuneOptionsSchema } from '../../shared/finetune-options.ts';
import { recommendedModel } from '../../shared/recommended-model.ts';
import {
  type JobResult,
  type JobSpec,
  type PredictionIntervalRecord,
  predictionIntervalSchema,
  type SavedClassifier,
  savedClassifierSchema,
} from '../../shared/training.ts';
import type { ModelRow } from '../store/models.ts';
import type { RunRow } from '../store/runs.ts';
import { kindOf } from './data-kinds/registry.ts';
import { encoderOf } from './embed.ts';
import { foundModelsSchema } from './found-models.ts';
import { takenBackRows } from './kept-labels.ts';
import { classesOf, knownLabels } from './known-labels.ts';
import type { Dataset, Project } from './project.ts';
import { endWithError, performJob, runDir, startRun } from './runs.ts';
import type { Services } from './services.ts';
import { trainingRows } from './training-images.ts';
import { type Unsure, unsureOf } from './unsure.ts';

export interface FinetuneOutcome {
  runId: number;
  classes: string[];
  result: JobResult<'compare'>;
  /** Test labels that no training label matches; those images are left out of the scores. */
  problems: string[];
}

export interface FinetuneChoice extends FinetuneOptions {
  seed: number;
}

/** What a fine-tuning run had besides; those of earlier versions had nothing. */
export function optionsOf(run: RunRow): FinetuneOptions {
  return z.object(finetuneOptionsSchema.shape).parse(JSON.parse(run.config));
}

/**
 * Trains every kind of classifier on the labelled images and scores them on the test images.
 * @throws {PretextError} `no-data` when there are too few labels
 */
export async function finetune(
  project: Project,
  pretrained: RunRow,
  { seed, ...options }: FinetuneChoice,
  services: Services,
): Promise<FinetuneOutcome> {
  const dataset = project.dataset();
  const classes = classesOf(project, dataset.id);
  const { noun } = kindOf(dataset.preprocessing);
  if (classes.length < 2) {
    throw new PretextError(
      'no-data',
      classes.length === 0
        ? `No training ${noun.one} has a label yet.`
        : `All labels are "${classes[0] ?? ''}"; a classifier needs two classes at least.`,
      {
        remedy: `Label some ${noun.many} of each class first.`,
        next: { do: 'label', project: project.dir },
      },
    );
  }
  const { samples, rows, digest } = await trainingRows(project);
  const { test, problems } = testImages(project, dataset, classes);
  const classIds = classes.map((name) => project.store.labels.classId(dataset.id, name));
  const config = {
    classes,
    // A class may get another name later.
    classIds,
    seed,
    ...options,
    labels: project.store.labels.all(dataset.id, 'train').length,
  };
  const runId = startRun(project, {
    datasetId: dataset.id,
    parentRunId: pretrained.id,
    kind: 'finetune',
    config,
    seed,
    dataDigest: digest,
  });
  services.watcher?.onRun(runId);
  const started = Date.now();
  try {
    const result = await performJob<'compare'>(
      {
        kind: 'compare',
        ...encoderOf(project, pretrained),
        images: rows,
        known: knownLabels(project, dataset.id, samples, classes),
        sampleIds: samples.map(({ id }) => id),
        takenBack: takenBackRows(project, samples, classIds),
        test,
        seed,
        options,
        modelDir: runDir(project, runId),
      },
      services,
    );
    project.store.transaction(() => {
      for (const [kind, file] of Object.entries(result.models)) {
        const scores = result.scores?.[kind as ClassifierKindName] ?? null;
        const unsure = result.unsure[kind as ClassifierKindName] ?? null;
        const model = { kind, file: project.relative(file), classes, scores, unsure };
        project.store.models.save(runId, model);
      }
      project.store.runs.end(runId, 'finished', {
        result: { ...result, models: undefined, unsure: undefined },
        seconds: (Date.now() - started) / 1000,
      });
    });
    return { runId, classes, result, problems };
  } catch (error) {
    return endWithError(project, runId, error, false, (Date.now() - started) / 1000);
  }
}

/** Test images whose class a model can know, and what is wrong with the others. */
export function testImages(
  project: Project,
  dataset: Dataset,
  classes: readonly string[],
): { test: JobSpec<'compare'>['test']; problems: string[] } {
  const labelOf = new Map(
    project.store.labels
      .all(dataset.id, 'test')
      .map(({ sample_id: id, class_name: name }) => [id, name]),
  );
  const samples = project.store.samples
    .packed(dataset.id, 'test')
    .filter(({ id }) => labelOf.has(id));
  const { one } = kindOf(dataset.preprocessing).noun;
  const isKnown = ({ id }: { id: number }): boolean => classes.includes(labelOf.get(id) ?? '');
  const problems = samples
    .filter((sample) => !isKnown(sample))
    .map(
      ({ id, path: name }) =>
        `${name}: the test label "${labelOf.get(id) ?? ''}" is unknown: no training ${one} has it.`,
    );
  const usable = samples.filter(isKnown);
  if (usable.length === 0) return { test: null, problems };
  const labels = usable.map(({ id }) => classes.indexOf(labelOf.get(id) ?? ''));
  const sampleIds = usable.map(({ id }) => id);
  return { test: { images: project.rowsOf(usable), sampleIds, labels }, problems };
}

/**
 * A classifier, or a regressor, of a fine-tuning run, ready to be loaded by a job.
 * @param kind when null the recommended one
 * @throws {PretextError} `not-found`
 */
export function classifierOf(
  project: Project,
  run: RunRow,
  kind: string | null,
): {
  classifier: SavedClassifier;
  modelId: number;
  /** Of a classifier. */
  unsure: Unsure;
  /** Of a regressor; null of one that was not tried on labels enough. */
  interval: PredictionIntervalRecord | null;
} {
  const model = modelOf(project, run, kind);
  const parent =
    run.parent_run_id === null ? undefined : project.store.runs.byId(run.parent_run_id);
  const classifier = savedClassifierSchema.parse({
    kind: model.kind,
    encoder: parent === undefined ? '' : encoderOf(project, parent).encoder,
    weights: path.join(project.dir, model.file),
    spec: project.dataset().spec,
    classes: JSON.parse(model.classes) as unknown,
  });
  return { classifier, modelId: model.id, unsure: unsureOf(model), interval: intervalOf(model) };
}

function intervalOf({ interval }: ModelRow): PredictionIntervalRecord | null {
  return predictionIntervalSchema.nullable().parse(JSON.parse(interval ?? 'null'));
}

/** The record of a classifier; as `classifierOf`. */
export function modelOf(project: Project, run: RunRow, kind: string | null): ModelRow {
  const models = project.store.models.ofRun(run.id);
  const wanted =
    kind ??
    recommendedModel(foundModelsSchema.parse(JSON.parse(run.result ?? '{}'))) ??
    'fine_tuned';
  const model = models.find((each) => each.kind === wanted);
  if (model === undefined) {
    throw new PretextError('not-found', `Run ${run.id} has no model "${wanted}".`, {
      remedy: `Choose one of: ${models.map((each) => each.kind).join(', ') || 'none yet'}.`,
    });
  }
  return model;
}
