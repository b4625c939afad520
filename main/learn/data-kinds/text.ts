import { maskId, padId } from '../../../shared/special-tokens.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { asPacked, type DataKind, type ViewName } from './data-kind.ts';

/** Share of the tokens that a view hides. */
const hidden: Readonly<Record<ViewName, number>> = {
  contrast: 0.3,
  mild: 0.1,
  common: 0.2,
  lesson: 0.1,
  weak: 0.05,
  strong: 0.3,
};

/** Tokens, int32 `[length]`; a view hides some of them. */
export const text: DataKind = {
  ...asPacked,
  view: (samples, name, random) =>
    tf.tidy(() => {
      const chosen = random.uniform(samples.shape).less(hidden[name]);
      const words = samples.notEqual(tf.scalar(padId, 'int32'));
      const mask = tf.fill(samples.shape, maskId, 'int32');
      return tf.where(chosen.logicalAnd(words) as never, mask, samples) as Tensor;
    }),
};
