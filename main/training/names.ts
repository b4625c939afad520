import type { z } from 'zod';
import { PretextError } from '../../shared/errors.ts';
import {
  type SuggestionStrategyName,
  suggestionStrategyNames,
} from '../../shared/suggestion-strategies.ts';
import type { pretrainConfigSchema } from '../../shared/training.ts';
import { type ClusterAlgorithmName, clusterAlgorithmNames } from '../learn/cluster/registry.ts';
import { type ExportFormat, exportFormats } from '../learn/export/registry.ts';
import { type EncoderName, encoderNames } from '../learn/models/registry.ts';
import { type OptimizerName, optimizerNames } from '../learn/optimizers/registry.ts';
import { methodNamed } from '../learn/pretext/method.ts';
import type { PretrainConfig } from '../learn/pretrain/config.ts';

/** Names in messages become names in registries here. */
function known<Name extends string>(what: string, name: string, names: readonly Name[]): Name {
  const found = names.find((each) => each === name);
  if (found === undefined) {
    throw new PretextError('bad-usage', `There is no ${what} called "${name}".`, {
      remedy: `Choose one of: ${names.join(', ')}.`,
    });
  }
  return found;
}

/** @throws {PretextError} `bad-usage`, as all of these */
export { methodNamed };
export const encoderNamed = (name: string): EncoderName => known('encoder', name, encoderNames);
export const optimizerNamed = (name: string): OptimizerName =>
  known('optimizer', name, optimizerNames);
export const formatNamed = (name: string): ExportFormat =>
  known('export format', name, exportFormats);
export const strategyNamed = (name: string): SuggestionStrategyName =>
  known('suggestion strategy', name, suggestionStrategyNames);
export const clusterAlgorithmNamed = (name: string): ClusterAlgorithmName =>
  known('clustering', name, clusterAlgorithmNames);

/** Settings as a message or a record has them. @throws {PretextError} `bad-usage` for a name that this version lacks */
export function configNamed(config: z.infer<typeof pretrainConfigSchema>): PretrainConfig {
  return {
    ...config,
    method: methodNamed(config.method),
    encoder: encoderNamed(config.encoder),
    optimizer: optimizerNamed(config.optimizer),
  };
}
