import { asRank2, dimension } from '../engine/shapes.ts';
import { singularValues } from '../engine/svd.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { l2Normalize } from '../losses/l2-normalize.ts';

/** Measures of an embedding that need no labels. */
export interface EmbeddingHealth {
  /**
   * Mean over the features of the standard deviation of the L2-normalized embedding, times
   * √features: 1 for directions spread evenly, 0 for full collapse (Chen and He 2021, SimSiam,
   * arXiv 2011.10566, section 4.1).
   */
  embeddingStd: number;
  /** RankMe: exp of the entropy of the singular values' shares (Garrido et al. 2023, arXiv 2210.02885, eq. 1–2). */
  effectiveRank: number;
  /** Mean squared distance between two views of one image (Wang and Isola 2020, arXiv 2005.10242, section 4.1, α = 2). */
  alignment: number;
  /** log of the mean Gaussian potential between images (same paper, section 4.1.2, t = 2); lower is more even. */
  uniformity: number;
}

/** RankMe's ε, which keeps the logarithm defined. */
const epsilon = 1e-7;

/**
 * @param first,second embeddings of two views of the same images, `[images, features]`,
 *   two images at least
 */
export function embeddingHealth(first: Tensor, second: Tensor): EmbeddingHealth {
  const values = tf.tidy(() => {
    const z = l2Normalize(first);
    const other = l2Normalize(second);
    const alignment = z.sub(other).square().sum(1).mean();
    return [directionSpread(z), alignment, uniformityOf(z)].map(
      (scalar) => scalar.dataSync()[0] ?? Number.NaN,
    );
  });
  const [embeddingStd = Number.NaN, alignment = Number.NaN, uniformity = Number.NaN] = values;
  return { embeddingStd, effectiveRank: effectiveRank(first), alignment, uniformity };
}

/**
 * Deviation of the features of normalized vectors, times √features: 1 when they point everywhere evenly, 0 when all
 * point one way (see `EmbeddingHealth.embeddingStd`).
 * @param z `[images, features]`, rows L2-normalized
 */
export function directionSpread(z: Tensor): Tensor {
  const { variance } = tf.moments(z, 0);
  return variance
    .sqrt()
    .mean()
    .mul(Math.sqrt(dimension(z, 1))) as unknown as Tensor;
}

/** log mean exp(−2‖x − y‖²) over ordered pairs of different rows; rows L2-normalized. */
function uniformityOf(z: Tensor): Tensor {
  const count = dimension(z, 0);
  const cosine = tf.matMul(asRank2(z), asRank2(z), false, true);
  // ‖x − y‖² = 2 − 2·cos
  const potential = cosine.sub(1).mul(4).exp();
  const pairs = potential.sum().sub(tf.eye(count).mul(potential).sum());
  return pairs.div(count * (count - 1)).log() as unknown as Tensor;
}

/** RankMe of `[images, features]`: between 1 and the number of features. */
export function effectiveRank(embeddings: Tensor): number {
  const singular = tf.tidy(() => Array.from(singularValues(embeddings).dataSync()));
  const sum = singular.reduce((total, value) => total + value, 0);
  let entropy = 0;
  for (const value of singular) {
    const share = value / Math.max(sum, epsilon) + epsilon;
    entropy -= share * Math.log(share);
  }
  return Math.exp(entropy);
}
