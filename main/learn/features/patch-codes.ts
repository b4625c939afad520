import { packedLayout } from '../../../shared/sample-spec.ts';
import { fromTensor, type Matrix, toTensor } from '../data/matrix.ts';
import { readBatch } from '../data/read-batch.ts';
import type { SampleSource } from '../data/sample-source.ts';
import { mixSeed, permutation, seededUniform } from '../data/seeded.ts';
import { asRank2, dimension } from '../engine/shapes.ts';
import { svd } from '../engine/svd.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { type GraphBuilder, graphInput } from '../models/graph.ts';
import { contrastEpsilon, patchSide, shrinkOf, shrunk } from '../models/layers/patch-codes.ts';
import type { Network } from '../models/network.ts';
import { kMeans } from '../select/k-means.ts';
import type { CheapFeatures, LearnCheapFeatures } from './cheap-features.ts';

/** Added to the variances of all patches in whitening (Coates, Ng and Lee 2011, section 3.1.1). */
const whiteningEpsilon = 0.1;
const defaultWords = 256;
const sampledImages = 4000;
const patchesOfImage = 12;
/** Below this there are too few places for a patch, pixels. */
const smallestSide = 12;
const codesNode = 'codes';

interface Whitened {
  /** `[patch pixels, patch pixels]` */
  whitening: Matrix;
  offset: Float32Array;
  /** `[patches, patch pixels]` */
  whitened: Matrix;
}

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
 * @param coarser images are made so much smaller than is usual, where that leaves enough of them
 */
export function learnPatches(
  source: SampleSource,
  seed: number,
  words: number = defaultWords,
  coarser = 1,
): PatchDictionary {
  const [height = 0, width = 0, channels = 0] = packedLayout(source.spec).shape;
  const usual = shrinkOf([height, width]);
  const fits = Math.min(height, width) >= usual * coarser * smallestSide;
  const shrink = fits ? usual * coarser : usual;
  const { whitening, offset, whitened } = whitenedSample(source, shrink, seed);
  const centres = kMeans(whitened, words, mixSeed(seed, 'words')).centres;
  return { shrink, channels, whitening, offset, words: centres };
}

/** Patches of 4,000 images, whitened, and how. @param shrink images are averaged over squares of this side first */
export function whitenedSample(source: SampleSource, shrink: number, seed: number): Whitened {
  return whiten(samplePatches(source, shrink, seed));
}

/**
 * Adds the codes to a graph of images.
 * @param input node of the images
 * @param node name of the codes
 * @returns name of their node as a list, `[features]`
 */
export function addPatchCodes(
  builder: GraphBuilder,
  { words, shrink }: Pick<PatchDictionary, 'words' | 'shrink'>,
  input: string = graphInput,
  node: string = codesNode,
): string {
  const map = builder.add('patchCodes', node, [input], { words: words.rows, shrink });
  return builder.add('flatten', `flat_${node}`, [map], {});
}

/** Gives a network with codes the dictionary that was learnt. @param node of the codes */
export function setPatchCodes(
  network: Network,
  { whitening, offset, words }: Pick<PatchDictionary, 'whitening' | 'offset' | 'words'>,
  node: string = codesNode,
): void {
  tf.tidy(() => {
    const set = (last: string, value: Tensor): void => {
      network.parameterOf(node, last).assign(value as never);
    };
    set('whitening', toTensor(whitening));
    set('offset', tf.tensor1d(offset.slice()) as unknown as Tensor);
    set('words', toTensor(words));
  });
}

/** Codes of patches as features of pictures, of any number of channels. */
export const learnPatchFeatures: LearnCheapFeatures = (source, seed) =>
  patchFeatures(learnPatches(source, seed));

/** The codes by a dictionary that was learnt, `[9 · words]`. */
export function patchFeatures(dictionary: PatchDictionary): CheapFeatures {
  return {
    add: (builder) => addPatchCodes(builder, dictionary),
    set: (network) => setPatchCodes(network, dictionary),
  };
}

/** Patches of equal brightness and contrast, `[patches, pixels]`; empty ones are left out. */
function samplePatches(source: SampleSource, shrink: number, seed: number): Matrix {
  const indices = permutation(source.count, mixSeed(seed, 'patch images')).slice(0, sampledImages);
  const uniform = seededUniform(mixSeed(seed, 'patch places'));
  const channels = packedLayout(source.spec).shape[2] ?? 0;
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
function whiten(patches: Matrix): Whitened {
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
