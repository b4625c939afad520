import type { RegressorKindName } from '../../../shared/regressor-kinds.ts';
import type { PoolFeatures } from '../finetune/pool-features.ts';
import { disposeClassifier } from '../finetune/stages.ts';
import { Workbench } from '../finetune/workbench.ts';
import { valueFolds } from './folds.ts';
import type { TrainedRegressor } from './trained-regressor.ts';

/** Numbers of a few samples of a pool. */
export interface HandfulOfNumbers {
  /** Index of each labelled sample in the pool. */
  labelled: Int32Array;
  /** What is to be told of each, finite. */
  targets: Float32Array;
}

const trialFolds = 5;

/** A pool with a few numbers: what every kind of regressor is trained from. */
export class RegressionBench {
  /** Features of the pool and of what is labelled; for these, labels are of one class. */
  readonly features: Workbench;
  readonly targets: Float32Array;
  /** Fold of each label, the same for all kinds; null for too few of them. */
  readonly folds: Int32Array | null;
  readonly seed: number;
  /** What was trained by now. */
  readonly trained = new Map<RegressorKindName, TrainedRegressor>();

  /** @throws {RangeError} for targets that are no numbers, or none */
  constructor(pool: PoolFeatures, { labelled, targets }: HandfulOfNumbers, seed: number) {
    if (targets.length === 0 || targets.length !== labelled.length) {
      throw new RangeError(`${labelled.length} labelled samples, ${targets.length} numbers`);
    }
    if (!targets.every(Number.isFinite)) throw new RangeError('a target is no number');
    const labels = new Int32Array(targets.length);
    this.features = new Workbench(pool, { labelled, labels, classes: 1 }, seed);
    this.targets = targets;
    this.folds = valueFolds(targets, trialFolds, seed);
    this.seed = seed;
  }

  /** Disposes of all that was trained. */
  dispose(): void {
    for (const { regressor } of this.trained.values()) disposeClassifier(regressor);
    this.trained.clear();
  }
}
