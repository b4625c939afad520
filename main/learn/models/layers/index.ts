import { add } from './add.ts';
import { averagePool } from './average-pool.ts';
import { batchNorm } from './batch-norm.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { flatten } from './flatten.ts';
import { globalAveragePool } from './global-average-pool.ts';
import type { LayerKind } from './layer.ts';
import { relu } from './relu.ts';

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
};

export type LayerKindName = keyof typeof layerKinds;
export type LayerConfig<Name extends LayerKindName> =
  (typeof layerKinds)[Name] extends LayerKind<infer Config> ? Config : never;
