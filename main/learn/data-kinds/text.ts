import { bosId, maskId } from '../../../shared/special-tokens.ts';
import { cropText } from '../augment/crop-text.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { asPacked, type DataKind, type ViewName } from './data-kind.ts';

interface TextView {
  /** A run of words is taken, this share of them at least. */
  kept: number;
  /** Share of the tokens that are hidden. */
  hidden: number;
}

const views: Readonly<Record<ViewName, TextView>> = {
  contrast: { kept: 0.4, hidden: 0.2 },
  mild: { kept: 0.9, hidden: 0.1 },
  common: { kept: 0.6, hidden: 0.15 },
  lesson: { kept: 0.7, hidden: 0.1 },
  weak: { kept: 0.9, hidden: 0.05 },
  strong: { kept: 0.5, hidden: 0.3 },
};

/** Tokens, int32 `[length]`; a view is a run of them, some hidden. */
export const text: DataKind = {
  ...asPacked,
  view: (samples, name, random) =>
    tf.tidy(() => {
      const { kept, hidden } = views[name];
      const run = cropText(samples, kept, random);
      const chosen = random.uniform(run.shape).less(hidden);
      const words = run.greater(tf.scalar(bosId, 'int32'));
      const mask = tf.fill(run.shape, maskId, 'int32');
      return tf.where(chosen.logicalAnd(words) as never, mask, run) as Tensor;
    }),
};
