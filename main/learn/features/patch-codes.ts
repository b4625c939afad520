import type { ImageSource } from '../data/image-source.ts';
import { fromTensor, type Matrix, toTensor } from '../data/matrix.ts';
import { readBatch } from '../data/read-batch.ts';
import { mixSeed, permutation, seededUniform } from '../data/seeded.ts';
import { asRank2, asRank4, dimension } from '../engine/shapes.ts';
import { svd } from '../engine/svd.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { mapImages } from '../finetune/embed.ts';
import { kMeans } from '../select/k-means.ts';

/** Side of a patch, pixels (Coates, Ng and Lee 2011, section 4.4: 6 is best on 32 × 32 images). */
const patchSide = 6;
/** Larger images are first made about this large: the method is made for it. */
const workingSide = 32;
/** Added to a patch's variance (values 0…255), and to the variances of all in whitening (their section 3.1.1). */
const contrastEpsilon = 10;
const whiteningEpsilon = 0.1;
const defaultWords = 256;
const sampledImages = 4000;
const patchesOfImage = 12;
/** Codes are averaged over this many cells a side; the paper takes 2, which is a point worse on Fashion-MNIST. */
const cells = 3;

/** What was learnt of a data set's patches. */
export interface PatchDictionary {
  /** Images are averaged over squares of this side first. */
  shrink: number;
  channels: number;
  /** `[patch pixels, patch pixels]`: whitened = normalized · whitening − offset. */
  whitening: Matrix;
  offset: Float32Array;
  /** Centres of k-means over whitened patches, `[words, patch pixels]`. */
  words: Matrix;
}

/**
 * Learns a dictionary of whitened patches: the cheapest unsupervised features there are, in seconds
 * (Coates, Ng and Lee 2011, An Analysis of Single-Layer Networks in Unsupervised Feature Learning, sections 3.1–3.2).
 * @param source images of any size; 4,000 of them are looked at
 */
export function learnPatches(
  source: ImageSource,
  seed: number,
  words: number = defaultWords,
): PatchDictionary {
  const { height, width, channels } = source.shape;
  const shrink = Math.max(1, Math.round(Math.min(height, width) / workingSide));
  const patches = samplePatches(source, shrink, seed);
  const { whitening, offset, whitened } = whiten(patches);
  const centres = kMeans(whitened, words, mixSeed(seed, 'words')).centres;
  return { shrink, channels, whitening, offset, words: centres };
}

/**
 * Codes of images: at each place of an image how much nearer than usual each word is, max(0, mean distance − distance)
 * (the triangle activation, section 3.2.1), averaged over 3 × 3 cells.
 * @returns `[images, 9 · words]`
 */
export async function patchCodes(
  dictionary: PatchDictionary,
  source: ImageSource,
  onProgress?: (done: number) => Promise<void> | void,
): Promise<Matrix> {
  const coder = new PatchCoder(dictionary);
  try {
    return await mapImages(source, (images) => coder.encode(images), onProgress);
  } finally {
    coder.dispose();
  }
}

class PatchCoder {
  readonly #dictionary: PatchDictionary;
  readonly #filters: Tensor;
  readonly #filterSums: Tensor;
  readonly #mean: Tensor;
  readonly #offset: Tensor;
  readonly #words: Tensor;
  readonly #wordLengths: Tensor;

  constructor(dictionary: PatchDictionary) {
    this.#dictionary = dictionary;
    const { whitening, offset, words, channels } = dictionary;
    const shape = [patchSide, patchSide, channels] as const;
    const [filters, sums, transposed, lengths] = tf.tidy(() => {
      const w = toTensor(whitening);
      const c = toTensor(words);
      return [w.reshape([...shape, -1]), w.sum(0), c.transpose(), c.square().sum(1)];
    }) as [Tensor, Tensor, Tensor, Tensor];
    this.#filters = filters;
    this.#filterSums = sums;
    this.#words = transposed;
    this.#wordLengths = lengths;
    this.#mean = tf.fill([...shape, 1], 1 / whitening.rows) as Tensor;
    this.#offset = tf.tensor1d(offset.slice()) as unknown as Tensor;
  }

  /** `[batch, height, width, channels]`, −1…1 → `[batch, 9 · words]` */
  encode(images: Tensor): Tensor {
    const bytes = shrunk(images.add(1).mul(127.5), this.#dictionary.shrink);
    const size = this.#dictionary.whitening.rows;
    const convolve = (x: Tensor, filter: Tensor): Tensor =>
      tf.conv2d(asRank4(x), filter as never, 1, 'valid') as unknown as Tensor;
    const mean = convolve(bytes, this.#mean);
    const squares = convolve(bytes.square(), this.#mean).sub(mean.square());
    const variance = squares.maximum(0).mul(size / (size - 1));
    const contrast = variance.add(contrastEpsilon).sqrt();
    const whitened = convolve(bytes, this.#filters)
      .sub(mean.mul(this.#filterSums))
      .div(contrast)
      .sub(this.#offset);
    const [rows, columns] = [dimension(whitened, 1), dimension(whitened, 2)];
    const flat = whitened.reshape([-1, size]);
    const products = tf.matMul(asRank2(flat), asRank2(this.#words));
    const distances = flat
      .square()
      .sum(1, true)
      .sub(products.mul(2))
      .add(this.#wordLengths)
      .maximum(0)
      .sqrt();
    const codes = distances.mean(1, true).sub(distances).relu();
    const map = codes.reshape([-1, rows, columns, dimension(codes, 1)]);
    const window: [number, number] = [Math.ceil(rows / cells), Math.ceil(columns / cells)];
    const pooled = tf.avgPool(asRank4(map), window, window, 'same');
    const [, high = 0, wide = 0, words = 0] = pooled.shape;
    return pooled.reshape([-1, high * wide * words]) as unknown as Tensor;
  }

  dispose(): void {
    tf.dispose([
      this.#filters,
      this.#filterSums,
      this.#mean,
      this.#offset,
      this.#words,
      this.#wordLengths,
    ] as never);
  }
}

/** Averages over squares; what does not fill one at the right and lower edge is left out. */
function shrunk(images: Tensor, by: number): Tensor {
  return by === 1 ? images : (tf.avgPool(asRank4(images), by, by, 'valid') as unknown as Tensor);
}

/** Patches of equal brightness and contrast, `[patches, pixels]`; empty ones are left out. */
function samplePatches(source: ImageSource, shrink: number, seed: number): Matrix {
  const indices = permutation(source.count, mixSeed(seed, 'patch images')).slice(0, sampledImages);
  const uniform = seededUniform(mixSeed(seed, 'patch places'));
  const channels = source.shape.channels;
  const size = patchSide * patchSide * channels;
  const found: Float32Array[] = [];
  const batch = 250;
  for (let begin = 0; begin < indices.length; begin += batch) {
    const some = indices.slice(begin, begin + batch);
    const small = tf.tidy(() => shrunk(readBatch(source, some).mul(255), shrink));
    const [high, wide] = [dimension(small, 1), dimension(small, 2)];
    const values = small.dataSync();
    small.dispose();
    for (let image = 0; image < some.length; image++) {
      for (let each = 0; each < patchesOfImage; each++) {
        const top = Math.floor(uniform() * (high - patchSide + 1));
        const left = Math.floor(uniform() * (wide - patchSide + 1));
        const patch = new Float32Array(size);
        for (let row = 0; row < patchSide; row++) {
          const at = ((image * high + top + row) * wide + left) * channels;
          patch.set(
            values.subarray(at, at + patchSide * channels) as Float32Array,
            row * patchSide * channels,
          );
        }
        if (normalizeContrast(patch)) found.push(patch);
      }
    }
  }
  const result = new Float32Array(found.length * size);
  found.forEach((patch, i) => {
    result.set(patch, i * size);
  });
  return { rows: found.length, columns: size, values: result };
}

/** To mean 0 and deviation about 1. @returns false for a patch without anything on it */
function normalizeContrast(patch: Float32Array): boolean {
  const mean = patch.reduce((sum, x) => sum + x, 0) / patch.length;
  const squares = patch.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (patch.length - 1) + contrastEpsilon);
  for (let i = 0; i < patch.length; i++) patch[i] = ((patch[i] ?? 0) - mean) / deviation;
  return squares > 1e-3;
}

/** ZCA whitening (section 3.1.1): V (D + ε)^−½ Vᵀ of the patches' covariance. */
function whiten(patches: Matrix): { whitening: Matrix; offset: Float32Array; whitened: Matrix } {
  const [whitening, offset, whitened] = tf.tidy(() => {
    const x = toTensor(patches);
    const mean = x.mean(0, true);
    const centred = asRank2(x.sub(mean));
    const covariance = tf.matMul(centred, centred, true, false).div(patches.rows);
    const { values: variances, right: axes } = svd(covariance as Tensor);
    const scaled = axes.div(variances.add(whiteningEpsilon).sqrt());
    const w = asRank2(tf.matMul(asRank2(scaled), asRank2(axes), false, true));
    return [w, tf.matMul(asRank2(mean), w).reshape([-1]), tf.matMul(centred, w)];
  }) as unknown as [Tensor, Tensor, Tensor];
  const shift = offset.dataSync().slice() as Float32Array;
  offset.dispose();
  return { whitening: fromTensor(whitening), offset: shift, whitened: fromTensor(whitened) };
}
