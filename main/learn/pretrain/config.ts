import type { EncoderName } from '../models/registry.ts';
import type { OptimizerName } from '../optimizers/registry.ts';
import { type PretextTaskName, pretextTasks } from '../pretext/registry.ts';

/** Everything that decides what a pretraining run computes. */
export interface PretrainConfig {
  method: PretextTaskName;
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

/** The method's defaults, with what the person chose on top. */
export function pretrainConfig(
  method: PretextTaskName,
  chosen: { [K in keyof PretrainConfig]?: PretrainConfig[K] | undefined },
): PretrainConfig {
  const { defaults } = pretextTasks[method];
  return {
    method,
    encoder: chosen.encoder ?? 'small-conv',
    optimizer: chosen.optimizer ?? defaults.optimizer,
    learningRate: chosen.learningRate ?? defaults.learningRate,
    weightDecay: chosen.weightDecay ?? defaults.weightDecay,
    batchSize: chosen.batchSize ?? defaults.batchSize,
    warmup: chosen.warmup ?? 0.05,
    seed: chosen.seed ?? 1,
    budget: chosen.budget ?? { kind: 'minutes', minutes: 3 },
  };
}
