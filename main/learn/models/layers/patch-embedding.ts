import { asRank4 } from '../../engine/shapes.ts';
import { tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';

export interface PatchEmbeddingConfig {
  /** Side of a patch, pixels. */
  patch: number;
  features: number;
}

/** Patches a column and a row; the last ones may reach over the edge. */
export function patchGrid(
  patch: number,
  shape: readonly number[],
): [rows: number, columns: number] {
  const [height = 0, width = 0] = shape;
  return [Math.ceil(height / patch), Math.ceil(width / patch)];
}

/** Zeros below and to the right, so that patches fill the image. */
export function patchPadding(
  patch: number,
  shape: readonly number[],
): [below: number, right: number] {
  const [height = 0, width = 0] = shape;
  const [rows, columns] = patchGrid(patch, shape);
  return [rows * patch - height, columns * patch - width];
}

/**
 * Patches as tokens: `[height, width, channels]` → `[tokens, features]`, row by row, one linear map for all
 * (Dosovitskiy et al. 2020, arXiv 2010.11929, eq. 1). The kernel is that of a convolution whose windows are the patches.
 */
export const patchEmbedding: LayerKind<PatchEmbeddingConfig> = {
  outputShape({ patch, features }, inputs) {
    const [rows, columns] = patchGrid(patch, only(inputs));
    return [rows * columns, features];
  },
  parameters({ patch, features }, inputs) {
    const channels = only(inputs)[2] ?? 0;
    return [
      {
        name: 'kernel',
        shape: [patch, patch, channels, features],
        initializer: 'xavier',
        trainable: true,
      },
      { name: 'bias', shape: [features], initializer: 'zeros', trainable: true },
    ];
  },
  apply({ patch, features }, inputs, { parameter }) {
    const x = asRank4(only(inputs));
    const [below, right] = patchPadding(patch, x.shape.slice(1));
    const whole =
      below + right === 0
        ? x
        : tf.pad(x, [
            [0, 0],
            [0, below],
            [0, right],
            [0, 0],
          ]);
    const map = tf.conv2d(whole, asRank4(parameter('kernel')), patch, 'valid');
    const [, rows = 0, columns = 0] = map.shape;
    return map.reshape([-1, rows * columns, features]).add(parameter('bias'));
  },
};
