import { type RegressorKindName, regressorKindNames } from '../../../shared/regressor-kinds.ts';
import type { SampleSource } from '../data/sample-source.ts';
import { type RegressionScores, scoreValues } from '../evaluate/regression-scores.ts';
import { mapSamples } from '../finetune/embed.ts';
import { type Pool, PoolFeatures } from '../finetune/pool-features.ts';
import { disposeClassifier } from '../finetune/stages.ts';
import { type HandfulOfNumbers, RegressionBench } from './bench.ts';
import { chooseRegressor } from './choose.ts';
import { numbersAt } from './folds.ts';
import type { RegressionTrial } from './kinds/kind.ts';
import { regressorKinds } from './kinds/registry.ts';
import { type Regressor, valuesOf } from './regressor.ts';

export interface CompareRegressorsRequest extends Pool, HandfulOfNumbers {
  /** All when left out. */
  kinds?: readonly RegressorKindName[];
  /** Samples that training never sees; null when there are none. */
  test: { source: SampleSource; targets: Float32Array } | null;
  /** Called between steps; wait in it to pause, throw in it to stop. */
  onProgress?: (progress: RegressionProgress) => Promise<void> | void;
  /** Called with each trained regressor, to save it. */
  onTrained?: (kind: RegressorKindName, regressor: Regressor) => void;
}

interface RegressionProgress {
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
  /** By the training labels alone. */
  chosen: RegressorKindName;
  /** On training labels that were hidden from each. */
  estimates: Partial<Record<RegressorKindName, RegressionScores>>;
}

/** Trains every kind of regressor on the same labels, and scores them on the same test samples. */
export async function compareRegressors(
  request: CompareRegressorsRequest,
): Promise<RegressionResult> {
  const { targets, test, seed } = request;
  const trials = new Map<RegressorKindName, RegressionTrial | null>();
  const scores: NonNullable<RegressionResult['scores']> = {};
  let current: RegressionProgress = { kind: 'mean', step: 0, steps: 1, loss: null };
  const report = async (progress: RegressionProgress): Promise<void> => {
    current = progress;
    await request.onProgress?.(progress);
  };
  const pool = new PoolFeatures(request, { onProgress: () => report(current) });
  const bench = new RegressionBench(pool, request, seed);
  for (const kind of request.kinds ?? regressorKindNames) {
    await report({ kind, step: 0, steps: 1, loss: null });
    const trained = await regressorKinds[kind].train(bench, {
      onStep: (step, steps, loss) => report({ kind, step, steps, loss }),
    });
    if (trained === null) continue;
    const { regressor, trial } = trained;
    try {
      trials.set(kind, trial);
      if (test !== null) {
        const said = await mapSamples(
          test.source,
          (samples) => valuesOf(regressor, samples),
          () => report(current),
        );
        scores[kind] = scoreValues(said.values, test.targets, seed);
      }
      request.onTrained?.(kind, regressor);
    } finally {
      disposeClassifier(regressor);
    }
    await report({ kind, step: 1, steps: 1, loss: null });
  }
  const estimates: RegressionResult['estimates'] = {};
  for (const [kind, trial] of trials) {
    if (trial === null || trial.tried.length < 2) continue;
    estimates[kind] = scoreValues(trial.values, numbersAt(targets, trial.tried), seed);
  }
  return {
    scores: test && scores,
    best: test && bestOf(scores),
    chosen: chooseRegressor(trials, targets),
    estimates,
  };
}

function bestOf(scores: NonNullable<RegressionResult['scores']>): RegressorKindName | null {
  let [best, most]: [RegressorKindName | null, number] = [null, Number.NEGATIVE_INFINITY];
  for (const kind of regressorKindNames) {
    const r2 = scores[kind]?.r2.value ?? Number.NEGATIVE_INFINITY;
    if (r2 > most) [best, most] = [kind, r2];
  }
  return best;
}
