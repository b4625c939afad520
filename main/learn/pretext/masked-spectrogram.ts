import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { maskedMeanSquaredError } from '../losses/masked-mse.ts';
import { GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { unfoldBlocks } from './blocks.ts';
import { patchMask } from './patch-mask.ts';
import type { PretextTask } from './pretext-task.ts';
import { asPicture, spectrogramNode, spectrograms } from './waveforms.ts';

/** Share of the patches that are hidden; SSAST hides 400 of 512 where there is much to learn from, and less does nearly as well. */
const hiddenShare = 0.6;
/** Patches of about this many frames and bands, as in SSAST (section 2.2: 16 × 16). */
const patchSide = 16;

/**
 * Masked spectrogram: patches of time and frequency are hidden and must be filled in from what is around them
 * (SSAST, Gong, Lai, Chung, Glass 2021, arXiv 2110.09784, section 2.2, its generative half; one linear layer paints, as in
 * SimMIM, Xie et al. 2022, arXiv 2111.09886, section 3).
 */
export const maskedSpectrogram: PretextTask = {
  title: 'Fill in the hidden sounds',
  kinds: ['audio'],
  question:
    'Which sounds were under the hidden parts? The model must know how sounds go on, and which go together.',
  paper: 'Gong, Lai, Chung, Glass 2021, arXiv 2110.09784; Xie et al. 2022, arXiv 2111.09886',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 128 },
  build(context) {
    const { encoder, seed } = context;
    const node = spectrogramNode(context);
    const network = new Network('encoder', encoder.graph, seed);
    const [frames = 0, bands = 0] = shapeOf(encoder.graph, node);
    const mapShape = shapeOf(encoder.graph, encoder.featureMap);
    const [rows = 1, columns = 1] = mapShape;
    // Strides double: of few frames the quotient alone is too small.
    const stride = 2 ** Math.ceil(Math.log2(Math.max(frames / rows, bands / columns)));
    const head = new GraphBuilder(mapShape);
    // Each place of the map paints the block of frames and bands that it stands for.
    head.add('conv2d', 'paint', [graphInput], {
      filters: stride * stride,
      kernel: 1,
      stride: 1,
      bias: true,
    });
    const decoder = new Network('decoder', head.build(), seed);
    const paint = (levels: Tensor, mask: Tensor, training: boolean): Tensor => {
      const visible = levels.mul(tf.scalar(1).sub(mask)); // hidden levels become 0, between soft and loud
      const map = network.applyAfter(node, visible as Tensor, training, encoder.featureMap);
      const blocks = unfoldBlocks(decoder.apply(map, training), stride);
      // When there are no whole strides of frames or bands, the last blocks reach over the edge.
      return blocks.slice([0, 0, 0, 0], [dimension(levels, 0), frames, bands, 1]);
    };
    return {
      encoder: network,
      networks: [network, decoder],
      loss(samples, random, training) {
        const levels = spectrograms(samples, context.spec);
        const mask = maskOf(levels, random);
        const painted = paint(levels, mask, training);
        return { loss: maskedMeanSquaredError(painted, levels, mask), metrics: {} };
      },
      guess(samples, random) {
        const levels = spectrograms(samples, context.spec);
        const mask = maskOf(levels, random);
        const seen = levels.mul(tf.scalar(1).sub(mask)) as Tensor;
        const filled = seen.add(paint(levels, mask, false).mul(mask)) as Tensor;
        return [
          { caption: 'original', images: asPicture(levels) },
          { caption: 'hidden', images: asPicture(seen) },
          { caption: 'filled in', images: asPicture(filled) },
        ];
      },
    };
  },
  examples(samples, random, spec) {
    const levels = spectrograms(samples, spec);
    const hidden = levels.mul(tf.scalar(1).sub(maskOf(levels, random))) as Tensor;
    return [
      { caption: 'original', images: asPicture(levels) },
      { caption: 'hidden', images: asPicture(hidden) },
    ];
  },
};

/** @param levels `[batch, frames, bands, 1]` */
function maskOf(levels: Tensor, random: StepRandom): Tensor {
  const patches = (axis: number): number =>
    Math.max(2, Math.round(dimension(levels, axis) / patchSide));
  return patchMask(levels, [patches(1), patches(2)], hiddenShare, random);
}
