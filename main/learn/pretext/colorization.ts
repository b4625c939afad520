import { labToRgb, rgbToLab } from '../augment/lab.ts';
import { asRank4, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { rebalancedCrossEntropy } from '../losses/rebalanced-cross-entropy.ts';
import { GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import { unfoldBlocks } from './blocks.ts';
import { checkSamples } from './needs.ts';
import type { PretextTask } from './pretext-task.ts';

/**
 * Distance between neighbouring bins of a* and b*. The paper's is 10, for 313 bins; twice that, for a quarter as many,
 * suits thousands of pictures in place of a million.
 */
const binSize = 20;
/** λ of equation 4. */
const lambda = 0.5;
/** T of equation 5. */
const temperature = 0.38;
/** Pixels of the image a side for each predicted colour, as in the paper (section 2.1). */
const pixelsAColour = 4;

/**
 * Colorization: the encoder sees lightness alone, and says for each place which of some colours it has
 * (Zhang, Isola, Efros 2016, arXiv 1603.08511, section 2): classes are bins of a* and b*, rare ones weigh more (eq. 2–4).
 * The target is the nearest bin, where the paper spreads it over five.
 */
export const colorization: PretextTask = {
  title: 'Colour the grey picture',
  kinds: ['images'],
  question: 'Which colours did this picture have? The model must know what things are.',
  paper: 'Zhang, Isola, Efros 2016, arXiv 1603.08511',
  needs: ['colour'],
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 64 },
  build({ encoder, spec, seed }) {
    const [height = 0] = encoder.graph.inputShape;
    checkSamples(colorization, spec);
    const network = new Network('encoder', encoder.graph, seed);
    const mapShape = shapeOf(encoder.graph, encoder.featureMap);
    const stride = Math.ceil(height / (mapShape[0] ?? 1));
    const block = Math.max(1, Math.floor(stride / pixelsAColour));
    const bins = colourBins();
    const head = new GraphBuilder(mapShape);
    head.add('conv2d', 'colours', [graphInput], {
      filters: block * block * bins.length,
      kernel: 1,
      stride: 1,
      bias: true,
    });
    const painter = new Network('colour_head', head.build(), seed);
    const [rows, columns] = [(mapShape[0] ?? 1) * block, (mapShape[1] ?? 1) * block];
    /** `[batch · rows · columns, bins]` */
    const logitsOf = (lightness: Tensor, training: boolean): Tensor => {
      const seen = toNetworkRange(grey(lightness));
      const [map] = network.apply(seen, training, [encoder.featureMap]) as [Tensor];
      return unfoldBlocks(painter.apply(map, training), block).reshape([-1, bins.length]);
    };
    return {
      encoder: network,
      networks: [network, painter],
      loss(images, _random, training) {
        const { lightness, colour } = split(images);
        const classes = nearestBin(shrink(colour, rows, columns), bins);
        const logits = logitsOf(lightness, training);
        return {
          loss: rebalancedCrossEntropy(logits, classes, lambda),
          metrics: { colour_accuracy: logits.argMax(1).equal(classes).toFloat().mean() },
        };
      },
      guess(images) {
        const { lightness } = split(images);
        // The annealed mean of equation 5.
        const shares = tf.softmax(logitsOf(lightness, false).div(temperature));
        const centres = tf.tensor2d(bins.flat(), [bins.length, 2]);
        const colour = tf.matMul(shares as never, centres).reshape([-1, rows, columns, 2]);
        const size: [number, number] = [dimension(images, 1), dimension(images, 2)];
        const large = tf.image.resizeBilinear(asRank4(colour as Tensor), size, false, true);
        return [
          { caption: 'original', images },
          { caption: 'grey', images: grey(lightness) },
          {
            caption: 'coloured',
            images: labToRgb(tf.concat([lightness, large as never], 3) as Tensor),
          },
        ];
      },
    };
  },
  examples(images) {
    if (dimension(images, 3) !== 3) return [{ caption: 'original', images }];
    return [
      { caption: 'original', images },
      { caption: 'grey', images: grey(split(images).lightness) },
    ];
  },
};

/** Lightness 0…100, and a* and b*: `[batch, height, width, 1 and 2]`. */
function split(images: Tensor): { lightness: Tensor; colour: Tensor } {
  const [lightness, colour] = tf.split(rgbToLab(images), [1, 2], 3) as [Tensor, Tensor];
  return { lightness, colour };
}

/** Lightness as a picture of three equal channels, 0…1: an encoder of colour pictures takes it. */
function grey(lightness: Tensor): Tensor {
  return lightness.div(100).tile([1, 1, 1, 3]) as Tensor;
}

/** The mean colour of each place. */
function shrink(colour: Tensor, rows: number, columns: number): Tensor {
  const [height, width] = [dimension(colour, 1), dimension(colour, 2)];
  const [tall, wide] = [Math.ceil(height / rows), Math.ceil(width / columns)];
  const size: [number, number] = [rows * tall, columns * wide];
  const whole =
    size[0] === height && size[1] === width
      ? asRank4(colour)
      : tf.image.resizeBilinear(asRank4(colour), size, false, true);
  return tf.avgPool(whole as never, [tall, wide], [tall, wide], 'valid') as unknown as Tensor;
}

/** int32 `[batch · rows · columns]`: the bin nearest to each colour. */
function nearestBin(colour: Tensor, bins: readonly (readonly [number, number])[]): Tensor {
  // |c − b|² without |c|², which is the same for all bins.
  const centres = tf.tensor2d(bins.flat(), [bins.length, 2]);
  const along = tf.matMul(colour.reshape([-1, 2]) as never, centres, false, true);
  return tf.argMin(centres.square().sum(1).sub(along.mul(2)), 1).toInt() as unknown as Tensor;
}

/** The bins of a* and b* that some sRGB colour falls into, in their order. */
function colourBins(): [number, number][] {
  const levels = Array.from({ length: 18 }, (_, i) => i / 17);
  const cube = levels.flatMap((r) => levels.flatMap((g) => levels.map((b) => [r, g, b])));
  const lab = tf.tidy(() => rgbToLab(tf.tensor(cube.flat(), [1, 1, cube.length, 3])).dataSync());
  const found = new Map<string, [number, number]>();
  for (let i = 0; i < lab.length; i += 3) {
    const [a, b] = [1, 2].map((axis) => binSize * Math.round((lab[i + axis] ?? 0) / binSize)) as [
      number,
      number,
    ];
    found.set(`${a} ${b}`, [a, b]);
  }
  return [...found.values()].sort(([a, b], [c, d]) => a - c || b - d);
}
