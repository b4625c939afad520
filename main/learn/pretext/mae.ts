import { PretextError } from '../../../shared/errors.ts';
import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { patchNormalizedMse, patchStatistics } from '../losses/patch-normalized-mse.ts';
import type { TokenNodes } from '../models/encoder.ts';
import { type Graph, GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import { transformerBlock } from '../models/transformer-block.ts';
import { ascending, fromPatches, takeRows, toPatches } from './patches.ts';
import type { PretextTask } from './pretext-task.ts';

/** Share of the patches that are hidden; the paper's best (figure 5). */
const hiddenShare = 0.75;
/** Small against the encoder's 128 features and 6 blocks, as the paper's decoder is (section 3). */
const decoder = { features: 64, depth: 2, heads: 4 } as const;
/** Images a step for the running statistics: few, since the encoder sees all of their patches. */
const statisticsImages = 16;
/** Side of the patches in the pictures of the task's card, where no encoder is chosen yet, in shares of the image's. */
const shownPatches = 8;

/**
 * Masked autoencoding: the encoder sees a quarter of the patches and nothing in the place of the others; a small
 * decoder gets a mask token there and paints them (He et al. 2021, arXiv 2111.06377, section 3). Random masks for
 * each image, normalized pixels as the target, the loss on hidden patches alone.
 */
export const mae: PretextTask = {
  title: 'Paint the rest of the picture',
  kinds: ['images'],
  question:
    'A quarter of the patches is all there is: what is on the others? The model must imagine the whole.',
  paper: 'He, Chen, Xie, Li, Dollár, Girshick 2021, arXiv 2111.06377',
  needs: ['patches'],
  defaults: {
    encoder: 'vit-tiny',
    optimizer: 'adamw',
    learningRate: 1e-3,
    weightDecay: 0.05,
    batchSize: 128,
  },
  build({ encoder, seed }) {
    const { tokens } = encoder;
    if (tokens === undefined) {
      throw new PretextError('bad-usage', 'Masked autoencoding needs an encoder of patches.', {
        remedy: 'Choose the encoder vit-tiny, or the task inpainting.',
      });
    }
    const [, , channels = 0] = encoder.graph.inputShape;
    const network = new Network('encoder', encoder.graph, seed);
    const [, features = 0] = shapeOf(encoder.graph, tokens.last);
    const narrow = new Network('mae_narrow', narrowing(tokens, features), seed);
    const missing = new Network('mae_mask', maskToken(), seed);
    const painter = new Network('mae_decoder', painting(tokens, channels), seed);
    const paint = (images: Tensor, shuffle: Shuffle, training: boolean): Tensor => {
      const [placed] = network.apply(images, training, [tokens.placed]) as [Tensor];
      const seen = takeRows(placed, shuffle.visible);
      const encoded = network.applyAfter(tokens.placed, seen, training, tokens.last);
      const known = narrow.apply(encoded, training);
      const [batch, hidden] = [dimension(images, 0), tokens.count - shuffle.visibleCount];
      const gaps = missing
        .apply(tf.ones([batch * hidden, 1]) as Tensor, training)
        .reshape([batch, hidden, decoder.features]);
      const all = tf.concat([known, gaps], 1) as Tensor;
      return painter.apply(takeRows(all, shuffle.restore), training);
    };
    return {
      encoder: network,
      networks: [network, narrow, missing, painter],
      loss(images, random, training) {
        const seen = toNetworkRange(images);
        const shuffle = shuffled(dimension(images, 0), tokens.count, random);
        if (training) followStatistics(network, seen);
        const painted = paint(seen, shuffle, training);
        const target = toPatches(seen, tokens.patch);
        return { loss: patchNormalizedMse(painted, target, shuffle.hidden), metrics: {} };
      },
      guess(images, random) {
        const seen = toNetworkRange(images);
        const shuffle = shuffled(dimension(images, 0), tokens.count, random);
        // The model says how a patch's values differ; their mean and deviation are the patch's own, as in the paper's figures.
        const { mean, deviation } = patchStatistics(toPatches(seen, tokens.patch));
        const values = paint(seen, shuffle, false).mul(deviation).add(mean);
        const shape = images.shape.slice(1);
        const painted = fromPatches(values as Tensor, tokens.patch, shape)
          .add(1)
          .div(2);
        const mask = maskOf(shuffle.hidden, tokens.patch, shape);
        const visible = tf.scalar(1).sub(mask);
        return [
          { caption: 'original', images },
          { caption: 'hidden', images: images.mul(visible).add(mask.mul(0.5)) as Tensor },
          {
            caption: 'filled in',
            images: images.mul(visible).add(painted.mul(mask)).clipByValue(0, 1) as Tensor,
          },
        ];
      },
    };
  },
  examples(images, random) {
    const shape = images.shape.slice(1);
    const patch = Math.max(1, Math.ceil(Math.max(...shape.slice(0, 2)) / shownPatches));
    const count = dimension(toPatches(images, patch), 1);
    const { hidden } = shuffled(dimension(images, 0), count, random);
    const mask = maskOf(hidden, patch, shape);
    return [
      { caption: 'original', images },
      {
        caption: 'hidden',
        images: images.mul(tf.scalar(1).sub(mask)).add(mask.mul(0.5)) as Tensor,
      },
    ];
  },
};

interface Shuffle {
  /** Indices of the visible patches, int32 `[batch, visibleCount]`. */
  visible: Tensor;
  visibleCount: number;
  /** Where each patch is in the list of visible, then hidden ones, int32 `[batch, count]`. */
  restore: Tensor;
  /** `[batch, count]`, 1 where a patch is hidden. */
  hidden: Tensor;
}

/** Each image's patches in an order of its own, the first quarter visible (section 3, “Simple implementation”). */
function shuffled(batch: number, count: number, random: StepRandom): Shuffle {
  const visibleCount = Math.max(1, Math.round(count * (1 - hiddenShare)));
  const order = ascending(random.uniform([batch, count]));
  const restore = ascending(order.toFloat());
  return {
    visible: order.slice([0, 0], [batch, visibleCount]),
    visibleCount,
    restore,
    hidden: restore.greaterEqual(tf.scalar(visibleCount, 'int32')).toFloat(),
  };
}

/**
 * Runs the whole encoder on some whole images: the task uses neither, but the embedding's running statistics are of
 * such. No gradient comes of it.
 */
function followStatistics(encoder: Network, images: Tensor): void {
  const count = Math.min(statisticsImages, dimension(images, 0));
  encoder.apply(images.slice([0, 0, 0, 0], [count, ...images.shape.slice(1)]) as Tensor, true);
}

/** A mask of patches as one of pixels, `[batch, height, width, 1]`. */
function maskOf(hidden: Tensor, patch: number, [height = 0, width = 0]: readonly number[]): Tensor {
  const values = hidden.expandDims(2).tile([1, 1, patch * patch]) as Tensor;
  return fromPatches(values, patch, [height, width, 1]);
}

/** From the encoder's features to the decoder's. */
function narrowing({ count }: TokenNodes, features: number): Graph {
  const graph = new GraphBuilder([count, features]);
  graph.add('dense', 'linear', [graphInput], { units: decoder.features, bias: true });
  return graph.build();
}

/** One learned vector: what a 1 becomes. */
function maskToken(): Graph {
  const graph = new GraphBuilder([1]);
  graph.add('dense', 'token', [graphInput], { units: decoder.features, bias: false });
  return graph.build();
}

function painting({ rows, columns, count, patch }: TokenNodes, channels: number): Graph {
  const graph = new GraphBuilder([count, decoder.features]);
  let x = graph.add('positions', 'positions', [graphInput], { rows, columns });
  for (let block = 1; block <= decoder.depth; block++) {
    x = transformerBlock(graph, `block${block}`, x, decoder);
  }
  const norm = graph.add('layerNorm', 'norm', [x], {});
  graph.add('dense', 'pixels', [norm], { units: patch * patch * channels, bias: true });
  return graph.build();
}
