import { dropout } from '../augment/dropout.ts';
import type { StepRandom } from '../engine/random.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { directionSpread } from '../evaluate/embedding-health.ts';
import { findOwnRow } from '../losses/find-own-row.ts';
import { l2Normalize } from '../losses/l2-normalize.ts';
import { shapeOf } from '../models/graph.ts';
import type { AfterNode } from '../models/network.ts';
import type { PretextTask } from './pretext-task.ts';
import { takenFor } from './taken-for.ts';
import { halves, projectedEncoder } from './two-views.ts';

/** τ, and the share of dropped features (section 3 and table 3). */
const temperature = 0.05;
const rate = 0.1;

/** What features are dropped of: vectors of words with their places, their mean, what attention adds, and the hidden layer behind it. */
const dropped: readonly string[] = ['positions', 'tokenMean', 'textAttention', 'gelu'];

/**
 * SimCSE without labels: a text is read twice, each time with other features dropped, and the two readings must find each other among those of
 * the batch (Gao, Yao, Chen 2021, arXiv 2104.08821, section 3, eq. 4).
 */
export const simcse: PretextTask = {
  title: 'Know the text again',
  kinds: ['text'],
  question:
    'Which of these texts is this one, read again with some of what was noticed forgotten? No word is hidden: what it is about must not hang on a single feature.',
  paper: 'Gao, Yao, Chen 2021, arXiv 2104.08821',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 128 },
  build(context) {
    const features = shapeOf(context.encoder.graph, context.encoder.graph.output);
    const head = { hidden: features, size: features[0] ?? 0 };
    const { encoder, projector, project } = projectedEncoder(context, head);
    const read = (texts: Tensor, random: StepRandom, training: boolean): Tensor => {
      const after: AfterNode = (kind, value) =>
        dropped.includes(kind) ? dropout(value, rate, random) : value;
      const [embedding] = encoder.apply(texts, training, [encoder.graph.output], after) as [Tensor];
      return l2Normalize(projector.apply(embedding, training));
    };
    return {
      encoder,
      networks: [encoder, projector],
      collapsedLoss: (batch) => Math.log(batch),
      loss(samples, random, training) {
        const [first, second] = halves(read(tf.concat([samples, samples], 0), random, training));
        const { loss, accuracy } = findOwnRow(first.div(temperature), second);
        return { loss, metrics: { text_accuracy: accuracy } };
      },
      spread: (samples) => directionSpread(l2Normalize(project(samples, false))),
      guess(samples, random) {
        const [first, second] = halves(read(tf.concat([samples, samples], 0), random, false));
        return [{ caption: 'text', images: samples }, takenFor(first, second, samples)];
      },
    };
  },
};
