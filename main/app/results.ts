import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { classifierKindNames } from '../../shared/classifier-kinds.ts';
import type {
  ClassifierKind,
  NumberResults,
  RegressorKind,
  Results,
} from '../../shared/contract/results.ts';
import { PretextError } from '../../shared/errors.ts';
import { recommendedModel } from '../../shared/recommended-model.ts';
import { regressorKindNames } from '../../shared/regressor-kinds.ts';
import { jobs } from '../../shared/training.ts';
import type { RunRow } from '../store/runs.ts';
import { readTestPredictions, testPredictionsFile } from '../training/test-predictions-file.ts';
import { readTestValues, testValuesFile } from '../training/test-values-file.ts';
import { choiceSentence } from './choice-sentence.ts';
import { classifierTitles } from './classifier-titles.ts';
import { LastRead } from './last-read.ts';
import type { Project } from './project.ts';
import { isRegression, regressConfigSchema } from './regress.ts';
import { runDir } from './runs.ts';
import { winnerSentence } from './winner-sentence.ts';

const configSchema = z.object({ classes: z.array(z.string()), labels: z.int() });
/** Runs of earlier versions chose nothing without test images. */
const resultSchema = jobs.compare.result
  .omit({ models: true, unsure: true })
  .partial({ chosen: true, estimates: true, rounds: true, calibration: true });

/** What a finished fine-tuning on classes came to. @throws {PretextError} `corrupt-file` when its record is damaged */
export function resultsOf(project: Project, run: RunRow): Results {
  if (isRegression(run)) throw notOf(run, 'classes');
  const config = configSchema.safeParse(JSON.parse(run.config));
  const result = resultSchema.safeParse(JSON.parse(run.result ?? 'null'));
  if (!config.success || !result.success) {
    throw new PretextError('corrupt-file', `The record of run ${run.id} is damaged.`, {
      remedy: 'Fine-tune again.',
    });
  }
  const { scores, best, lead, chosen, estimates, rounds, calibration } = result.data;
  return {
    run: run.id,
    pretrain: run.parent_run_id ?? run.id,
    classes: config.data.classes,
    labels: config.data.labels,
    testSamples: Object.values(scores ?? {})[0]?.samples ?? 0,
    scores: classifierKindNames.flatMap((kind) => {
      const score = scores?.[kind];
      if (score === undefined) return [];
      const { accuracy, accuracyInterval, macroF1, perClass, confusion } = score;
      return [
        {
          kind,
          title: classifierTitles[kind],
          accuracy,
          accuracyInterval,
          macroF1,
          perClass: perClass.map((each, index) => ({ class: index, ...each })),
          confusion,
          behind: lead[kind] ?? null,
        },
      ];
    }),
    best,
    recommended: recommendedModel(result.data) ?? 'fine_tuned',
    winner: winnerSentence({ best, lead, scores, chosen }),
    chosen:
      chosen === undefined
        ? null
        : { kind: chosen.kind, reason: choiceSentence({ chosen, estimates: estimates ?? {} }) },
    estimates: classifierKindNames.flatMap((kind) => {
      const estimate = estimates?.[kind];
      return estimate === undefined ? [] : [{ kind, ...estimate }];
    }),
    rounds: rounds ?? [],
    calibration: classifierKindNames.flatMap((kind) => {
      const measured = calibration?.[kind];
      return measured === undefined ? [] : [{ kind, ...measured }];
    }),
    hasPredictions: existsSync(testPredictionsFile(runDir(project, run.id))),
  };
}

/** What a finished fine-tuning on numbers came to. @throws {PretextError} `bad-usage` of classes; `corrupt-file` when its record is damaged */
export function numberResultsOf(run: RunRow): NumberResults {
  if (!isRegression(run)) throw notOf(run, 'numbers');
  const config = regressConfigSchema.parse(JSON.parse(run.config));
  const result = numbersSchema.safeParse(JSON.parse(run.result ?? 'null'));
  if (!result.success) {
    throw new PretextError('corrupt-file', `The record of run ${run.id} is damaged.`, {
      remedy: 'Fine-tune again.',
    });
  }
  const { scores, best, lead, chosen, estimates, intervals, held, pretraining } = result.data;
  const listed = (of: typeof estimates, isTest: boolean): NumberResults['scores'] =>
    regressorKindNames.flatMap((kind) => {
      const score = of[kind];
      if (score === undefined) return [];
      return {
        kind,
        ...score,
        behind: isTest ? (lead[kind] ?? null) : null,
        interval: intervals[kind] ?? null,
        held: isTest ? (held[kind] ?? null) : null,
      };
    });
  return {
    run: run.id,
    pretrain: run.parent_run_id ?? run.id,
    labels: config.labels,
    range: config.range,
    testSamples: Object.values(scores ?? {})[0]?.samples ?? 0,
    scores: listed(scores ?? {}, true),
    estimates: listed(estimates, false),
    best,
    recommended: recommendedModel({ best, lead, chosen }) ?? chosen.kind,
    chosen: chosen.kind,
    pretraining,
  };
}

const numbersSchema = jobs.regress.result.omit({ models: true });

function notOf(run: RunRow, what: 'classes' | 'numbers'): PretextError {
  return new PretextError('bad-usage', `Run ${run.id} has not learnt ${what}.`, {
    remedy: 'Choose another run.',
  });
}

const lastValues = new LastRead((file) => readTestValues(path.dirname(file)));

/** What one regressor said of single test samples. @throws {PretextError} `no-data` without test samples */
export function testValues(project: Project, run: RunRow, kind: RegressorKind) {
  const tested = lastValues.of(testValuesFile(runDir(project, run.id)));
  const values = tested?.values.get(kind);
  if (tested === undefined || values === undefined) {
    throw new PretextError('no-data', `Run ${run.id} was not tested on single samples.`, {
      remedy: 'Fine-tune again, with labelled test samples.',
    });
  }
  return { samples: tested.sampleIds, targets: tested.targets, values };
}

export interface PredictionQuery {
  kind: ClassifierKind;
  onlyMistakes: boolean;
  /** Indices of classes; any when left out. */
  true?: number | undefined;
  predicted?: number | undefined;
  order: 'most-confident' | 'least-confident';
}

export interface TestPrediction {
  sample: number;
  true: number;
  predicted: number;
  probability: number;
  trueProbability: number;
}

const lastPredictions = new LastRead((file) => readTestPredictions(path.dirname(file)));

/**
 * What one classifier said of single test images.
 * @throws {PretextError} `no-data` for runs of earlier versions and without test images
 */
export function testPredictions(
  project: Project,
  run: RunRow,
  query: PredictionQuery,
): TestPrediction[] {
  const predictions = lastPredictions.of(testPredictionsFile(runDir(project, run.id)));
  if (predictions === undefined) {
    throw new PretextError('no-data', `Run ${run.id} kept no predictions of single samples.`, {
      remedy: 'Fine-tune again, with labelled test samples.',
    });
  }
  const { sampleIds, labels, probabilities } = predictions;
  const matrix = probabilities.get(query.kind);
  if (matrix === undefined) return [];
  const shown: TestPrediction[] = [];
  for (let row = 0; row < matrix.rows; row++) {
    const values = matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns);
    const truth = labels[row] ?? 0;
    let predicted = 0;
    for (let i = 1; i < values.length; i++) {
      if ((values[i] ?? 0) > (values[predicted] ?? 0)) predicted = i;
    }
    if (query.onlyMistakes && predicted === truth) continue;
    if (query.true !== undefined && query.true !== truth) continue;
    if (query.predicted !== undefined && query.predicted !== predicted) continue;
    shown.push({
      sample: sampleIds[row] ?? 0,
      true: truth,
      predicted,
      probability: values[predicted] ?? 0,
      trueProbability: values[truth] ?? 0,
    });
  }
  const sign = query.order === 'most-confident' ? -1 : 1;
  return shown.sort((a, b) => sign * (a.probability - b.probability) || a.sample - b.sample);
}
