import type { StepRandom } from '../engine/random.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { maskedMeanSquaredError } from '../losses/masked-mse.ts';
import { toNetworkRange } from '../models/scaling.ts';
import { painterOf } from './painter.ts';
import { patchMask } from './patch-mask.ts';
import type { PretextTask } from './pretext-task.ts';

/** Share of the patches that are hidden; SimMIM's 0.6 (table 1 of the paper). */
const hiddenShare = 0.6;
/** Patches along a side; SimMIM finds large patches best: 32 of 192 pixels is a sixth. */
const patchesPerSide = 6;

/**
 * Masked-patch inpainting: patches are hidden and must be filled in from what is around them
 * (context encoders, Pathak et al. 2016, arXiv 1604.07379; random patches and a decoder of one
 * linear layer as in SimMIM, Xie et al. 2022, arXiv 2111.09886, section 3).
 */
export const inpainting: PretextTask = {
  title: 'Fill in the hidden patches',
  kinds: ['images', 'video'],
  question: 'What is under the grey squares? The model must know how the parts belong together.',
  paper: 'Pathak et al. 2016, arXiv 1604.07379; Xie et al. 2022, arXiv 2111.09886',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 128 },
  build({ encoder, seed }) {
    const { encoder: network, decoder, paint } = painterOf(encoder, seed);
    return {
      encoder: network,
      networks: [network, decoder],
      loss(images, random, training) {
        const mask = maskOf(images, random);
        const target = toNetworkRange(images);
        const visible = target.mul(tf.scalar(1).sub(mask)); // hidden pixels become 0, mid-grey
        const painted = paint(visible, training);
        return { loss: maskedMeanSquaredError(painted, target, mask), metrics: {} };
      },
      guess(images, random) {
        const mask = maskOf(images, random);
        const seen = tf.scalar(1).sub(mask);
        const painted = paint(toNetworkRange(images).mul(seen), false).add(1).div(2);
        return [
          { caption: 'original', images },
          { caption: 'hidden', images: images.mul(seen).add(mask.mul(0.5)) },
          { caption: 'filled in', images: images.mul(seen).add(painted.mul(mask)) },
        ];
      },
    };
  },
  examples(images, random) {
    const mask = maskOf(images, random);
    const hidden = images.mul(tf.scalar(1).sub(mask)).add(mask.mul(0.5));
    return [
      { caption: 'original', images },
      { caption: 'hidden', images: hidden },
    ];
  },
};

const maskOf = (images: Tensor, random: StepRandom): Tensor =>
  patchMask(images, [patchesPerSide, patchesPerSide], hiddenShare, random);
