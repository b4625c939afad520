import type { StepRandom } from '../engine/random.ts';
import { asRank4, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { layBlocks } from './blocks.ts';

/** Side of a tile against its cell of the grid: what is left out hides where edges would go on. */
const tileShare = 0.85;

/**
 * Tiles of images on a square grid, each cut out of its cell at a random place, so that lines that go on over an edge do
 * not give its neighbours away (Noroozi, Favaro 2016, arXiv 1603.09246, section 4.2; Doersch, Gupta, Efros 2015,
 * arXiv 1505.05192, section 3.1), and enlarged to a size.
 *
 * @param images `[batch, height, width, channels]`
 * @param cells int32 `[batch, n]`: which cells, row by row from 0
 * @param size height and width of the result, pixels
 * @returns `[batch, n, height, width, channels]`
 */
export function cutTiles(
  images: Tensor,
  cells: Tensor,
  side: number,
  size: readonly [number, number],
  random: StepRandom,
): Tensor {
  const [batch, count] = [dimension(images, 0), dimension(cells, 1)];
  const [height, width] = [dimension(images, 1), dimension(images, 2)];
  const total = batch * count;
  const flat = cells.reshape([total]).toFloat() as Tensor;
  const row = flat.div(side).floor() as Tensor;
  const column = flat.sub(row.mul(side)) as Tensor;
  /** From the first to the last pixel, as shares of the image from its first pixel's centre to its last one's. */
  const along = (at: Tensor, length: number): [Tensor, Tensor] => {
    const cell = length / side;
    const tile = tileShare * cell;
    const start = at.add(random.uniform([total], 0, 1 - tileShare)).mul(cell);
    return [start.div(length - 1), start.add(tile - 1).div(length - 1)] as [Tensor, Tensor];
  };
  const [top, bottom] = along(row, height);
  const [left, right] = along(column, width);
  const boxes = tf.stack([top, left, bottom, right] as never, 1);
  const owner = tf
    .range(0, batch, 1, 'int32')
    .expandDims(1)
    .tile([1, count])
    .reshape([total]) as unknown as Tensor;
  const cut = tf.image.cropAndResize(asRank4(images), boxes as never, owner as never, [...size]);
  return cut.reshape([batch, count, ...size, dimension(images, 3)]) as unknown as Tensor;
}

/** Tiles side by side: `[batch, side², h, w, channels]` → `[batch, height, width, channels]`, cut to that size. */
export function layTiles(tiles: Tensor, side: number, [height, width]: readonly [number, number]) {
  const [batch, , h, w, channels] = tiles.shape as [number, number, number, number, number];
  return layBlocks(tiles.reshape([batch, side, side, h, w, channels])).slice(
    [0, 0, 0, 0],
    [batch, height, width, channels],
  );
}

/** Size of the tiles that fill an image. */
export function tileSize(side: number, [height, width]: readonly [number, number]) {
  return [Math.ceil(height / side), Math.ceil(width / side)] as const;
}
