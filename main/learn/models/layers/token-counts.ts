import { rawOp1 } from '../../engine/raw-op.ts';
import { dimension } from '../../engine/shapes.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';

/** Texts from which on TensorFlow's own counting is used. Exports are traced with fewer: TensorFlow.js has it for some backends only. */
export const manyTexts = 8;
/** Tokens that become rows of zeros and ones at a time: of a whole text they take megabytes. */
const tokensAtATime = 32;

/** How often each token is in a text: int32 `[batch, length]` → `[batch, vocabulary]`; no gradient goes to tokens. */
export function tokenCounts(tokens: Tensor, vocabulary: number): Tensor {
  const [batch, length] = [dimension(tokens, 0), dimension(tokens, 1)];
  if (batch >= manyTexts) {
    const size = tf.scalar(vocabulary, 'int32') as Tensor;
    const types = { Tidx: 'int32', T: 'float32' } as const;
    const unweighted = tf.zeros([0]) as Tensor;
    const attributes = { types, bools: { binary_output: false } };
    return rawOp1('DenseBincount', attributes, [tokens, size, unweighted]);
  }
  let counts: Tensor | null = null;
  for (let begin = 0; begin < length; begin += tokensAtATime) {
    const some = tokensBetween(tokens, begin, Math.min(begin + tokensAtATime, length));
    const ones = tf.oneHot(some as never, vocabulary, 1, 0, 'float32').sum(1) as Tensor;
    counts = counts === null ? ones : counts.add(ones);
  }
  if (counts === null) throw new RangeError('a text without tokens');
  return counts;
}

/** Some tokens of each text, `[batch, end − begin]`. Not a slice: that would fix the size of the batch in a graph. */
export function tokensBetween(tokens: Tensor, begin: number, end: number): Tensor {
  const places = Int32Array.from({ length: end - begin }, (_, at) => begin + at);
  return tf.gather(tokens as never, tf.tensor1d(places, 'int32'), 1) as unknown as Tensor;
}
