import type { EncoderName } from '../models/registry.ts';
import type { OptimizerName } from '../optimizers/registry.ts';
import { type Method, taskOf } from '../pretext/method.ts';
import { checkEncoder } from '../pretext/needs.ts';

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
   * with a learning rate that follows the clock.
   */
  budget: { kind: 'minutes'; minutes: number } | { kind: 'steps'; steps: number };
}

/**
 * The method's defaults, with what the person chose on top.
 * @throws {PretextError} `bad-usage` for an encoder that the method cannot train
 */
export function pretrainConfig(
  method: Method,
  chosen: { [K in keyof PretrainConfig]?: PretrainConfig[K] | undefined },
): PretrainConfig {
  const task = taskOf(method);
  const { defaults } = task;
  const encoder = chosen.encoder ?? defaults.encoder ?? 'small-conv';
  checkEncoder(task, encoder);
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
