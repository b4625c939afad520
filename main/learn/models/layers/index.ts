import { add } from './add.ts';
import { attention } from './attention.ts';
import { averagePool } from './average-pool.ts';
import { batchNorm } from './batch-norm.ts';
import { concat } from './concat.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { firstTokens } from './first-tokens.ts';
import { flatten } from './flatten.ts';
import { gelu } from './gelu.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { grid } from './grid.ts';
import type { LayerKind } from './layer.ts';
import { layerNorm } from './layer-norm.ts';
import { logMel } from './log-mel.ts';
import { mfccStatistics } from './mfcc-statistics.ts';
import { patchCodes } from './patch-codes.ts';
import { patchEmbedding } from './patch-embedding.ts';
import { positions } from './positions.ts';
import { relu } from './relu.ts';
import { softmax } from './softmax.ts';
import { textAttention } from './text-attention.ts';
import { tfIdf } from './tf-idf.ts';
import { tokenEmbedding } from './token-embedding.ts';
import { tokenMean } from './token-mean.ts';
import { treeSums } from './tree-sums.ts';
import { unitLength } from './unit-length.ts';
import { wordMean } from './word-mean.ts';

/** Every kind of layer, one line each. Exporters have an entry for each of these names. */
export const layerKinds = {
  conv2d,
  batchNorm,
  relu,
  add,
  globalAveragePool,
  averagePool,
  flatten,
  dense,
  patchEmbedding,
  positions,
  layerNorm,
  attention,
  gelu,
  grid,
  patchCodes,
  unitLength,
  concat,
  softmax,
  treeSums,
  logMel,
  mfccStatistics,
  firstTokens,
  tokenEmbedding,
  tokenMean,
  textAttention,
  wordMean,
  tfIdf,
};

export type LayerKindName = keyof typeof layerKinds;
export type LayerConfig<Name extends LayerKindName> =
  (typeof layerKinds)[Name] extends LayerKind<infer Config> ? Config : never;
