import { type ClassifierKindName, classifierKindsFor } from '../../../shared/classifier-kinds.ts';
import { argMaxRows, type Matrix } from '../data/matrix.ts';
import type { SampleSource } from '../data/sample-source.ts';
import { type Calibration, calibrationOf } from '../evaluate/calibration.ts';
import {
  type PairedDifference,
  pairedDifference,
  type Scores,
  scorePredictions,
} from '../evaluate/scores.ts';
import {
  type AnswersLeft,
  answersLeft,
  chooseThreshold,
  type UnsureThreshold,
} from '../evaluate/unsure.ts';
import { softmaxRows } from '../propagate/propagated.ts';
import type { RoundLabel } from '../selftrain/self-train.ts';
import { calibrate } from './calibrate.ts';
import {
  type Choice,
  chooseKind,
  type Estimate,
  estimateOf,
  favouritesFor,
} from './choose-kind.ts';
import type { RegularizationOptions } from './classifier-recipe.ts';
import { mapSamples } from './embed.ts';
import type { SelfTrainingRecord } from './kinds/kind.ts';
import { classifierKinds } from './kinds/registry.ts';
import { type Pool, PoolFeatures } from './pool-features.ts';
import { classWeights } from './propagate-labels.ts';
import { type Classifier, disposeClassifier, probabilitiesOf } from './stages.ts';
import { type Trial, triedLabels } from './trial.ts';
import { type HandfulOfLabels, Workbench } from './workbench.ts';

export interface CompareRequest extends Pool, HandfulOfLabels {
  /** What fine-tuning has besides; nothing when left out. */
  regularization?: RegularizationOptions;
  /** How often answers shall be right, where a classifier may say "unsure"; 0.9 when left out. */
  accuracy?: number;
  /** All for such data when left out. */
  kinds?: readonly ClassifierKindName[];
  /** What is known of the pool from an earlier comparison. */
  features?: PoolFeatures;
  /** Images that training never sees; null when there are none. */
  test: { source: SampleSource; labels: Int32Array } | null;
  onProgress?: (progress: CompareProgress) => Promise<void> | void;
  /** Called with each classifier's class probabilities of the test images, `[images, classes]`. */
  onTested?: (kind: ClassifierKindName, probabilities: Matrix) => void;
  /** Called with the labels that each round of self-training kept, surest first. */
  onKept?: (rounds: readonly (readonly RoundLabel[])[]) => void;
  /** Called with each trained classifier, to save it. */
  onTrained?: (kind: ClassifierKindName, classifier: Classifier) => void;
}

export interface CompareProgress {
  kind: ClassifierKindName;
  step: number;
  steps: number;
  loss: number | null;
}

/** Accuracy that is asked of answers when nobody asks for another. */
const usualAccuracy = 0.9;

export interface CompareResult {
  /** Of each kind that there were labels enough for. */
  scores: Partial<Record<ClassifierKindName, Scores>> | null;
  /** The most accurate on the test images; of equals the plainer. Null without test images. */
  best: ClassifierKindName | null;
  /** The best against each other one, on the same test images. */
  lead: Partial<Record<ClassifierKindName, PairedDifference>>;
  /** Chosen by the training labels alone: what to use when nothing was tested. */
  chosen: Choice;
  /** How right each was on training labels that were hidden from it. */
  estimates: Partial<Record<ClassifierKindName, Estimate>>;
  /** Rounds of self-training. */
  rounds: SelfTrainingRecord[];
  /** Whether each is as sure as it is right: on test images, or on labels that were hidden from it when there are none. */
  calibration: Partial<Record<ClassifierKindName, MeasuredCalibration>>;
  /** When each that was tried says "unsure". */
  unsure: Partial<Record<ClassifierKindName, UnsureChoice>>;
}

interface MeasuredCalibration extends Calibration {
  measuredOn: 'test' | 'hidden';
}

interface UnsureChoice extends UnsureThreshold, AnswersLeft {
  /** That was asked for. */
  accuracy: number;
}

/** Trains every kind of classifier on the same labels, and scores them on the same test images. */
export async function compareClassifiers(request: CompareRequest): Promise<CompareResult> {
  const { labels, test } = request;
  const trials = new Map<ClassifierKindName, Trial | null>();
  let preferred: ClassifierKindName | null = null;
  const rounds: SelfTrainingRecord[] = [];
  const calibration: CompareResult['calibration'] = {};
  const predictions = new Map<ClassifierKindName, Int32Array>();
  let current: CompareProgress = { kind: 'pixels', step: 0, steps: 1, loss: null };
  const report = async (progress: CompareProgress): Promise<void> => {
    current = progress;
    await request.onProgress?.(progress);
  };
  const features =
    request.features ?? new PoolFeatures(request, { onProgress: () => report(current) });
  const bench = new Workbench(features, request, request.seed, request.regularization);
  for (const kind of request.kinds ?? classifierKindsFor(request.pool.spec.kind)) {
    await report({ kind, step: 0, steps: 1, loss: null });
    const trained = await classifierKinds[kind].train(bench, {
      onStep: (step, steps, loss) => report({ kind, step, steps, loss }),
    });
    if (trained === null) continue;
    const { classifier, trial } = trained;
    if (trained.preferred) preferred = kind;
    rounds.push(...(trained.rounds ?? []));
    try {
      if (trained.kept !== undefined) request.onKept?.(trained.kept);
      trials.set(kind, trial && calibrate(classifier, trial, labels));
      if (test !== null) {
        const probabilities = await mapSamples(
          test.source,
          (images) => probabilitiesOf(classifier, images),
          () => report(current),
        );
        predictions.set(kind, argMaxRows(probabilities));
        calibration[kind] = { measuredOn: 'test', ...calibrationOf(probabilities, test.labels) };
        request.onTested?.(kind, probabilities);
      }
      request.onTrained?.(kind, classifier);
    } finally {
      disposeClassifier(classifier);
    }
    await report({ kind, step: 1, steps: 1, loss: null });
  }
  // What knows how common classes are has been computed, or nobody asked for it.
  const weights = trials.has('propagation') ? await classWeights(bench) : null;
  const estimates: CompareResult['estimates'] = {};
  const unsure: CompareResult['unsure'] = {};
  const { accuracy = usualAccuracy } = request;
  for (const [kind, trial] of trials) {
    if (trial === null) continue;
    estimates[kind] = estimateOf(trial, labels, weights);
    const probabilities = softmaxRows(trial.logits, 1);
    const hidden = triedLabels(trial, labels);
    const left = answersLeft(probabilities, hidden);
    unsure[kind] = { ...left, ...chooseThreshold(left, accuracy, request.classes), accuracy };
    calibration[kind] ??= { measuredOn: 'hidden', ...calibrationOf(probabilities, hidden) };
  }
  const chosen = chooseKind(
    trials,
    labels,
    favouritesFor(request.pool.spec.kind),
    weights,
    preferred,
  );
  return {
    ...scored(predictions, test?.labels ?? null, request.classes),
    chosen,
    estimates,
    rounds,
    calibration,
    unsure,
  };
}

function scored(
  predictions: ReadonlyMap<ClassifierKindName, Int32Array>,
  labels: Int32Array | null,
  classes: number,
): Pick<CompareResult, 'scores' | 'best' | 'lead'> {
  if (labels === null) return { scores: null, best: null, lead: {} };
  const scores: Partial<Record<ClassifierKindName, Scores>> = {};
  let best: { kind: ClassifierKindName; accuracy: number; guesses: Int32Array } | undefined;
  for (const [kind, guesses] of predictions) {
    const score = scorePredictions(guesses, labels, classes);
    scores[kind] = score;
    if (best === undefined || score.accuracy > best.accuracy) {
      best = { kind, accuracy: score.accuracy, guesses };
    }
  }
  const lead: CompareResult['lead'] = {};
  for (const [kind, guesses] of predictions) {
    if (best === undefined || kind === best.kind) continue;
    lead[kind] = pairedDifference(best.guesses, guesses, labels);
  }
  return { scores, best: best?.kind ?? null, lead };
}
