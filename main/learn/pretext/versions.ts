import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';

/**
 * Of tasks that show each sample in all of some versions and ask which each is (Gidaris, Singh, Komodakis 2018, arXiv 1803.07728, eq. 1–3). All in
 * one batch, so that none can be told by what else is in it (section 3.1).
 * @param versions `[batch, …]` each, of the same samples
 * @param logitsOf what the model says of such samples, `[batch, versions]`
 */
export function versionLoss(
  versions: readonly Tensor[],
  logitsOf: (samples: Tensor) => Tensor,
): { loss: Tensor; accuracy: Tensor } {
  const batch = versions[0] === undefined ? 0 : dimension(versions[0], 0);
  const answers = tf.concat(
    versions.map((_, answer) => tf.fill([batch], answer, 'int32')),
    0,
  ) as Tensor;
  const logits = logitsOf(tf.concat([...versions], 0) as Tensor);
  return {
    loss: crossEntropy(logits, answers),
    accuracy: logits.argMax(1).equal(answers).toFloat().mean(),
  };
}

/** Each sample in one of its versions. @param which of each sample */
export function pickVersions(versions: readonly Tensor[], which: readonly number[]): Tensor {
  const picked = which.flatMap((version, i) => versions[version]?.slice([i], [1]) ?? []);
  return tf.concat(picked, 0) as Tensor;
}

/** A version for each sample of a batch in turn. */
export const inTurn = (samples: Tensor, versions: number): number[] =>
  Array.from({ length: dimension(samples, 0) }, (_, i) => i % versions);
