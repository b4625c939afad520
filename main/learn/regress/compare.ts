import {
  baselineRegressors,
  type RegressorKindName,
  regressorKindNames,
  regressorKindsFor,
} from '../../../shared/regressor-kinds.ts';
import type { SampleSource } from '../data/sample-source.ts';
import {
  type ErrorLead,
  errorLead,
  type RegressionScores,
  scoreValues,
} from '../evaluate/regression-scores.ts';
import { mapSamples } from '../finetune/embed.ts';
import { type Pool, PoolFeatures } from '../finetune/pool-features.ts';
import { type HandfulOfNumbers, RegressionBench } from './bench.ts';
import { chooseRegressor } from './choose.ts';
import { numbersAt } from './folds.ts';
import { regressorKinds } from './kinds/registry.ts';
import { type PredictionInterval, predictionInterval } from './prediction-interval.ts';
import { type Regressor, valuesOf } from './regressor.ts';
import type { RegressionTrial } from './trained-regressor.ts';

export interface CompareRegressorsRequest extends Pool, HandfulOfNumbers {
  /** All that suit the data when left out. */
  kinds?: readonly RegressorKindName[];
  /** Samples that training never sees; null when there are none. */
  test: { source: SampleSource; targets: Float32Array } | null;
  /** Called between steps; wait in it to pause, throw in it to stop. */
  onProgress?: (progress: RegressionProgress) => Promise<void> | void;
  /** Called with each trained regressor, to save it. */
  onTrained?: (kind: RegressorKindName, regressor: Regressor) => void;
  /** Called with what each says of the test samples, in their order. */
  onTested?: (kind: RegressorKindName, values: Float32Array) => void;
}

export interface RegressionProgress {
  kind: RegressorKindName;
  step: number;
  steps: number;
  loss: number | null;
}

export interface RegressionResult {
  /** On the test samples, of each kind that there were labels enough for; null without test samples. */
  scores: Partial<Record<RegressorKindName, RegressionScores>> | null;
  /** The one with the highest R² on the test samples; of equals the plainer. */
  best: RegressorKindName | null;
  /** How much larger each other's error is on the same test samples. */
  lead: Partial<Record<RegressorKindName, ErrorLead>>;
  /** Of the best that the encoder has a part in, against the best that it has none in; null without one of them. */
  pretraining: PretrainingGain | null;
  /** By the training labels alone. */
  chosen: RegressorKindName;
  /** On training labels that were hidden from each. */
  estimates: Partial<Record<RegressorKindName, RegressionScores>>;
  /** Of each kind that was tried on labels enough. */
  intervals: Partial<Record<RegressorKindName, PredictionInterval>>;
  /** The share of the test samples that lie within these; 0…1. */
  held: Partial<Record<RegressorKindName, number>>;
}

/** Whether pretraining helped: how much larger the baseline's error is. */
interface PretrainingGain extends ErrorLead {
  kind: RegressorKindName;
  baseline: RegressorKindName;
}

/** Trains every kind of regressor on the same labels, and scores them on the same test samples. */
export async function compareRegressors(
  request: CompareRegressorsRequest,
): Promise<RegressionResult> {
  const { targets, test, seed } = request;
  const trials = new Map<RegressorKindName, RegressionTrial | null>();
  const scores: NonNullable<RegressionResult['scores']> = {};
  const tested = new Map<RegressorKindName, Float32Array>();
  let current: RegressionProgress = { kind: 'mean', step: 0, steps: 1, loss: null };
  const report = async (progress: RegressionProgress): Promise<void> => {
    current = progress;
    await request.onProgress?.(progress);
  };
  const pool = new PoolFeatures(request, { onProgress: () => report(current) });
  const bench = new RegressionBench(pool, request, seed);
  try {
    for (const kind of request.kinds ?? regressorKindsFor(request.pool.spec.kind)) {
      await report({ kind, step: 0, steps: 1, loss: null });
      const trained = await regressorKinds[kind].train(bench, {
        onStep: (step, steps, loss) => report({ kind, step, steps, loss }),
      });
      if (trained === null) continue;
      const { regressor, trial } = trained;
      bench.trained.set(kind, trained);
      trials.set(kind, trial);
      if (test !== null) {
        const said = await mapSamples(
          test.source,
          (samples) => valuesOf(regressor, samples),
          () => report(current),
        );
        scores[kind] = scoreValues(said.values, test.targets, seed);
        tested.set(kind, said.values);
        request.onTested?.(kind, said.values);
      }
      request.onTrained?.(kind, regressor);
      await report({ kind, step: 1, steps: 1, loss: null });
    }
  } finally {
    bench.dispose();
  }
  const estimates: RegressionResult['estimates'] = {};
  const intervals: RegressionResult['intervals'] = {};
  for (const [kind, trial] of trials) {
    if (trial === null || trial.tried.length < 2) continue;
    const hidden = numbersAt(targets, trial.tried);
    estimates[kind] = scoreValues(trial.values, hidden, seed);
    const interval = predictionInterval(trial.values.map((value, i) => value - (hidden[i] ?? 0)));
    if (interval !== null) intervals[kind] = interval;
  }
  const best = bestOf(scores, regressorKindNames);
  return {
    scores: test && scores,
    best,
    lead: best === null || test === null ? {} : leadsOf(best, tested, test.targets, seed),
    pretraining: test && gainOf(scores, tested, test.targets, seed),
    chosen: chooseRegressor(trials, targets),
    estimates,
    intervals,
    held: test === null ? {} : heldOf(intervals, tested, test.targets),
  };
}

type Tested = ReadonlyMap<RegressorKindName, Float32Array>;

function bestOf(
  scores: NonNullable<RegressionResult['scores']>,
  among: readonly RegressorKindName[],
): RegressorKindName | null {
  let [best, least]: [RegressorKindName | null, number] = [null, Number.POSITIVE_INFINITY];
  for (const kind of among) {
    const error = scores[kind]?.rootMeanSquaredError.value ?? Number.POSITIVE_INFINITY;
    if (error < least) [best, least] = [kind, error];
  }
  return best;
}

function leadsOf(
  best: RegressorKindName,
  tested: Tested,
  targets: Float32Array,
  seed: number,
): RegressionResult['lead'] {
  const lead: RegressionResult['lead'] = {};
  for (const [kind, values] of tested) {
    if (kind !== best) lead[kind] = errorLead(tested.get(best) ?? [], values, targets, seed);
  }
  return lead;
}

function gainOf(
  scores: NonNullable<RegressionResult['scores']>,
  tested: Tested,
  targets: Float32Array,
  seed: number,
): PretrainingGain | null {
  const baseline = bestOf(scores, baselineRegressors);
  const kind = bestOf(
    scores,
    regressorKindNames.filter((name) => !baselineRegressors.includes(name)),
  );
  if (kind === null || baseline === null) return null;
  const lead = errorLead(tested.get(kind) ?? [], tested.get(baseline) ?? [], targets, seed);
  return { kind, baseline, ...lead };
}

function heldOf(
  intervals: RegressionResult['intervals'],
  tested: Tested,
  targets: Float32Array,
): RegressionResult['held'] {
  const held: RegressionResult['held'] = {};
  for (const [kind, values] of tested) {
    const most = intervals[kind]?.halfWidth;
    if (most === undefined) continue;
    const within = values.filter((value, i) => Math.abs(value - (targets[i] ?? 0)) <= most);
    held[kind] = within.length / targets.length;
  }
  return held;
}
