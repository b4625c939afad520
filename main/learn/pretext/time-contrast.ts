import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { backwards, clipsOf } from './frames.ts';
import type { PretextTask } from './pretext-task.ts';
import { simclr } from './simclr.ts';

const fewestFrames = 2;

/**
 * Contrast that tells directions of time apart: each clip and the same clip backwards are two samples, and two random views of each must find each
 * other among those of all (Patrick et al. 2020, arXiv 2003.04298, which finds that features of video gain by being distinctive of a reversal of time, and
 * invariant to what changes a picture; the loss is SimCLR's there too, Chen et al. 2020, arXiv 2002.05709, algorithm 1). What is seen is the same in both, so that
 * looks alone do not answer; as each has half of the batch, it costs what SimCLR costs.
 */
export const timeContrast: PretextTask = {
  title: 'Find the other view, the same way round in time',
  kinds: ['video'],
  question:
    'Which of these is the same clip, played the same way? The model must know what is seen and how it moves.',
  paper: 'Patrick et al. 2020, arXiv 2003.04298; Chen et al. 2020, arXiv 2002.05709',
  defaults: { ...simclr.defaults, batchSize: 64 },
  build(context) {
    const { frames, channels } = clipsOf(context.spec, timeContrast.title, fewestFrames);
    const model = simclr.build(context);
    const bothWays = (clips: Tensor): Tensor =>
      tf.concat([clips, backwards(clips, frames, channels)], 0);
    return {
      ...model,
      collapsedLoss: (batch) => Math.log(4 * batch - 1),
      loss: (clips, random, training) => model.loss(bothWays(clips), random, training),
      guess(clips, random) {
        // As many as were given, half of them backwards: each has itself the other way round among them.
        const count = dimension(clips, 0);
        const half = clips.slice([0], [Math.ceil(count / 2)]) as Tensor;
        return model.guess?.(bothWays(half).slice([0], [count]) as Tensor, random) ?? [];
      },
    };
  },
  examples(clips, random, spec) {
    const { frames, channels } = clipsOf(spec, timeContrast.title, fewestFrames);
    const views = simclr.examples?.(clips, random, spec) ?? [];
    return [
      ...views,
      { caption: 'backwards: another', images: backwards(clips, frames, channels) },
    ];
  },
};
