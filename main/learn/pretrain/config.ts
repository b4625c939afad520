import type { DataKindName } from '../../../shared/sample-spec.ts';
import { type EncoderName, usualEncoders } from '../models/registry.ts';
import type { OptimizerName } from '../optimizers/registry.ts';
import { type Method, taskOf } from '../pretext/method.ts';
import { checkEncoder, encodersFor } from '../pretext/needs.ts';
import type { PretextTask } from '../pretext/pretext-task.ts';

/** Enough to see whether a task teaches anything. */
const defaultMinutes = 3;

/** Everything that decides what a pretraining run computes. */
export interface PretrainConfig {
  method: Method;
  encoder: EncoderName;
  optimizer: OptimizerName;
  learningRate: number;
  weightDecay: number;
  batchSize: number;
  /** Share of the run that warms up. */
  warmup: number;
  seed: number;
  /**
   * How long to train. A number of steps gives the same numbers each time; minutes end on time,
   * with a learning rate that follows the clock; `passes` over the training samples end them sooner.
   */
  budget: Budget;
}

export type Budget =
  | { kind: 'minutes'; minutes: number; passes?: number | undefined }
  | { kind: 'steps'; steps: number };

/**
 * The method's defaults, with what the person chose on top.
 * @param kind of the data; the first that the method suits when it is not known yet
 * @throws {PretextError} `bad-usage` for an encoder that the method cannot train on such data
 */
export function pretrainConfig(
  method: Method,
  chosen: { [K in keyof PretrainConfig]?: PretrainConfig[K] | undefined },
  kind?: DataKindName,
): PretrainConfig {
  const task = taskOf(method);
  const { defaults } = task;
  const encoder = chosen.encoder ?? usualEncoder(task, kind ?? task.kinds[0] ?? 'images');
  checkEncoder(task, encoder, kind);
  return {
    method,
    encoder,
    optimizer: chosen.optimizer ?? defaults.optimizer,
    learningRate: chosen.learningRate ?? defaults.learningRate,
    weightDecay: chosen.weightDecay ?? defaults.weightDecay,
    batchSize: chosen.batchSize ?? defaults.batchSize,
    warmup: chosen.warmup ?? 0.05,
    seed: chosen.seed ?? 1,
    budget: chosen.budget ?? { kind: 'minutes', minutes: defaults.minutes ?? defaultMinutes },
  };
}

/** The task's own where it can read such data, or else what is usual for it. */
function usualEncoder(task: PretextTask, kind: DataKindName): EncoderName {
  const own = encodersFor(task, kind).find((each) => each === task.defaults.encoder);
  return own ?? usualEncoders[kind];
}
