import { asRank4 } from '../../engine/shapes.ts';
import { tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';

export interface AveragePoolConfig {
  /** Side of the square window and distance between windows, pixels. */
  window: number;
}

/** Mean of each whole window: `[height, width, channels]` → `[⌊height / window⌋, ⌊width / window⌋, channels]`. */
export const averagePool: LayerKind<AveragePoolConfig> = {
  outputShape({ window }, inputs) {
    const [height = 0, width = 0, channels = 0] = only(inputs);
    return [Math.floor(height / window), Math.floor(width / window), channels];
  },
  parameters: () => [],
  apply: ({ window }, inputs) => tf.avgPool(asRank4(only(inputs)), window, window, 'valid'),
};
