import { specOfKind } from '../../../shared/sample-spec.ts';
import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { maskedMeanSquaredError } from '../losses/masked-mse.ts';
import { toNetworkRange } from '../models/scaling.ts';
import { clipsOf } from './frames.ts';
import { painterOf } from './painter.ts';
import { ascending } from './patches.ts';
import type { PretextTask } from './pretext-task.ts';

/** Share of the frames that are hidden. */
const hiddenShare = 0.5;
const fewestFrames = 2;

/**
 * Masked frames: whole frames of a clip are hidden and must be filled in from those before and after (time-only masking of Feichtenhofer, Fan, Li,
 * He 2022, Masked Autoencoders As Spatiotemporal Learners, arXiv 2205.09113, section 4.2; hidden places are seen as grey and painted by one linear layer, as in
 * SimMIM, arXiv 2111.09886). Fewer are hidden than there (table 2: three quarters at best), since a clip here has fewer frames.
 */
export const maskedFrames: PretextTask = {
  title: 'Fill in the hidden frames',
  kinds: ['video'],
  question: 'What happened in between? The model must know how what it sees goes on.',
  paper: 'Feichtenhofer, Fan, Li, He 2022, arXiv 2205.09113; Xie et al. 2022, arXiv 2111.09886',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 64 },
  build({ encoder, spec, seed }) {
    const { channels } = clipsOf(spec, maskedFrames.title, fewestFrames);
    const { encoder: network, decoder, paint } = painterOf(encoder, seed);
    return {
      encoder: network,
      networks: [network, decoder],
      loss(clips, random, training) {
        const mask = frameMask(clips, channels, random);
        const target = toNetworkRange(clips);
        const painted = paint(target.mul(tf.scalar(1).sub(mask)), training); // hidden frames are 0, mid-grey
        return { loss: maskedFrameError(painted, target, mask), metrics: {} };
      },
      guess(clips, random) {
        const mask = frameMask(clips, channels, random);
        const seen = tf.scalar(1).sub(mask);
        const painted = paint(toNetworkRange(clips).mul(seen), false).add(1).div(2);
        return [
          { caption: 'original', images: clips },
          { caption: 'hidden', images: clips.mul(seen).add(mask.mul(0.5)) },
          { caption: 'filled in', images: clips.mul(seen).add(painted.mul(mask)) },
        ];
      },
    };
  },
  examples(clips, random, spec) {
    const mask = frameMask(clips, specOfKind(spec, 'video').channels, random);
    const hidden = clips.mul(tf.scalar(1).sub(mask)).add(mask.mul(0.5));
    return [
      { caption: 'original', images: clips },
      { caption: 'hidden', images: hidden as Tensor },
    ];
  },
};

/** The mean over hidden values, whose mask is one of channels and not of places. */
function maskedFrameError(painted: Tensor, target: Tensor, mask: Tensor): Tensor {
  // Frames as rows of a picture of one channel, so that a mask of frames is one of places.
  const [batch = 0, height = 0, width = 0, values = 0] = painted.shape;
  const flat = (x: Tensor): Tensor => x.reshape([batch, height * width, values, 1]);
  const everywhere = mask.tile([1, height, width, 1]) as Tensor;
  return maskedMeanSquaredError(flat(painted), flat(target), flat(everywhere));
}

/** Half of each clip's frames at random, `[batch, 1, 1, frames · channels]`, 1 where a frame is hidden. */
function frameMask(clips: Tensor, channels: number, random: StepRandom): Tensor {
  const batch = dimension(clips, 0);
  const frames = dimension(clips, 3) / channels;
  const hidden = Math.max(1, Math.floor(frames * hiddenShare));
  const places = ascending(ascending(random.uniform([batch, frames])).toFloat());
  return places
    .less(tf.scalar(hidden, 'int32'))
    .toFloat()
    .expandDims(2)
    .tile([1, 1, channels])
    .reshape([batch, 1, 1, frames * channels]) as Tensor;
}
