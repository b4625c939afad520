import { relu } from '../../engine/relu.ts';
import { asRank2, asRank4, dimension } from '../../engine/shapes.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';

/** Side of a patch, pixels (Coates, Ng and Lee 2011, section 4.4: 6 is best on 32 × 32 images). */
export const patchSide = 6;
/** Added to a patch's variance, of values 0…255 (their section 3.1.1). */
export const contrastEpsilon = 10;
/** Larger images are first made about this large: the method is made for it. */
const workingSide = 32;
/** The smallest squared distance: at 0 its root has no slope. */
export const leastSquare = 1e-6;

/** Side of the squares that images are averaged over first. */
export function shrinkOf([height = 0, width = 0]: readonly number[]): number {
  return Math.max(1, Math.round(Math.min(height, width) / workingSide));
}

/** Codes are averaged over this many cells a side; the paper takes 2, which is a point worse on Fashion-MNIST. */
const cells = 3;

export interface PatchCodesConfig {
  words: number;
  /** Images are averaged over squares of this side first; what does not fill one is left out. */
  shrink: number;
}

/** Where codes are computed and how they are averaged, of images of a height and width. */
export function patchPlaces(
  { shrink }: PatchCodesConfig,
  [height = 0, width = 0]: readonly number[],
): { places: [number, number]; window: [number, number]; cells: [number, number] } {
  const along = (pixels: number): number => Math.floor(pixels / shrink) - patchSide + 1;
  const places: [number, number] = [along(height), along(width)];
  if (Math.min(...places) < 1) {
    throw new RangeError(`an image of ${height} × ${width} holds no patch of ${patchSide} pixels`);
  }
  const windowOf = (count: number): number => Math.ceil(count / cells);
  const cellsOf = (count: number): number => Math.ceil(count / windowOf(count));
  return {
    places,
    window: [windowOf(places[0]), windowOf(places[1])],
    cells: [cellsOf(places[0]), cellsOf(places[1])],
  };
}

/**
 * How much nearer than usual each word of a dictionary of whitened patches is, at each place of an image: max(0, mean distance −
 * distance), the triangle activation of Coates, Ng and Lee 2011 (section 3.2.1), averaged over cells:
 * `[height, width, channels]`, −1…1 → `[cells, cells, words]`.
 */
export const patchCodes: LayerKind<PatchCodesConfig> = {
  outputShape(config, inputs) {
    const [high, wide] = patchPlaces(config, only(inputs)).cells;
    return [high, wide, config.words];
  },
  parameters({ words }, inputs) {
    const size = patchSide ** 2 * (only(inputs)[2] ?? 0);
    const fixed = { initializer: 'xavier', trainable: false } as const;
    return [
      { name: 'whitening', shape: [size, size], ...fixed },
      { name: 'offset', shape: [size], ...fixed },
      { name: 'words', shape: [words, size], initializer: 'xavier', trainable: true },
    ];
  },
  apply(config, inputs, { parameter }) {
    const images = only(inputs);
    const bytes = shrunk(images.add(1).mul(127.5), config.shrink);
    const channels = dimension(images, 3);
    const { places, window } = patchPlaces(config, images.shape.slice(1));
    const whitened = whitenedPatches(bytes, channels, {
      whitening: parameter('whitening'),
      offset: parameter('offset'),
    });
    const words = parameter('words');
    const products = tf.matMul(asRank2(whitened), asRank2(words), false, true);
    const distances = whitened
      .square()
      .sum(1, true)
      .sub(products.mul(2))
      .add(words.square().sum(1))
      .maximum(leastSquare)
      .sqrt();
    // As a product: the gradient of a mean is a constant of its whole shape, too large for a graph.
    const share = tf.fill([config.words, 1], 1 / config.words);
    const usual = tf.matMul(asRank2(distances as Tensor), share as never) as unknown as Tensor;
    const codes = relu(usual.sub(distances));
    const map = codes.reshape([-1, ...places, config.words]);
    return tf.avgPool(asRank4(map), window, window, 'same') as unknown as Tensor;
  },
};

/** Every patch at equal contrast, whitened: `[batch, height, width, channels]`, 0…255 → `[patches, pixels of a patch]`. */
export function whitenedPatches(
  bytes: Tensor,
  channels: number,
  { whitening, offset }: { whitening: Tensor; offset: Tensor },
): Tensor {
  const shape = [patchSide, patchSide, channels] as const;
  const size = patchSide ** 2 * channels;
  const convolve = (x: Tensor, filter: Tensor): Tensor =>
    tf.conv2d(asRank4(x), filter as never, 1, 'valid') as unknown as Tensor;
  const average = tf.fill([...shape, 1], 1 / size) as Tensor;
  const mean = convolve(bytes, average);
  const squares = convolve(bytes.square(), average).sub(mean.square());
  const contrast = squares
    .maximum(0)
    .mul(size / (size - 1))
    .add(contrastEpsilon)
    .sqrt();
  const whitened = convolve(bytes, whitening.reshape([...shape, -1]))
    .sub(mean.mul(whitening.sum(0)))
    .div(contrast)
    .sub(offset);
  return whitened.reshape([-1, size]);
}

/** Averages over squares of a side: `[batch, height, width, channels]`; an edge that does not fill one is left out. */
export function shrunk(images: Tensor, by: number): Tensor {
  return by === 1 ? images : (tf.avgPool(asRank4(images), by, by, 'valid') as unknown as Tensor);
}
