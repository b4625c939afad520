import { PretextError } from '../../../shared/errors.ts';
import { pickRows } from '../data/matrix.ts';
import { mixSeed, permutation } from '../data/seeded.ts';
import type { StepRandom } from '../engine/random.ts';
import { asRank4, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { setPatchCodes, whitenedSample } from '../features/patch-codes.ts';
import { quantizationError } from '../losses/quantization-error.ts';
import { patchSide, shrinkOf, shrunk, whitenedPatches } from '../models/layers/patch-codes.ts';
import { Network } from '../models/network.ts';
import type { PretextTask } from './pretext-task.ts';

/**
 * Words for patches: whitening and the first words come from the data before the first step; each step moves the words towards the patches
 * that are nearest to them, which is k-means on batches (Coates, Ng and Lee 2011, An Analysis of Single-Layer Networks in Unsupervised
 * Feature Learning, sections 3.1–3.2). Seconds are enough.
 */
export const patchCodes: PretextTask = {
  title: 'Find words for patches',
  kinds: ['images'],
  question:
    'Which small patterns are these pictures made of? There is nothing deep to learn: it takes seconds, and what takes minutes should beat it.',
  paper: 'Coates, Ng, Lee 2011, AISTATS, section 3',
  needs: ['words'],
  defaults: {
    encoder: 'patch-codes',
    minutes: 0.5,
    optimizer: 'adamw',
    learningRate: 5e-2,
    weightDecay: 0,
    batchSize: 64,
  },
  build({ encoder, seed }) {
    const network = new Network('encoder', encoder.graph, seed);
    const node = encoder.graph.nodes.find(({ kind }) => kind === 'patchCodes');
    if (node?.kind !== 'patchCodes') {
      throw new PretextError('bad-usage', 'Words for patches need an encoder that uses them.', {
        remedy: 'Choose the encoder patch-codes, or another pretext task.',
      });
    }
    const { shrink, words } = node.config;
    const of = (name: string): Tensor => network.parameterOf(node.name, name);
    return {
      encoder: network,
      networks: [network],
      settles: true,
      prepare(source) {
        const { whitening, offset, whitened } = whitenedSample(source, shrink, seed);
        const first = permutation(whitened.rows, mixSeed(seed, 'first words')).subarray(0, words);
        const rows = Int32Array.from({ length: words }, (_, i) => first[i % first.length] ?? 0);
        const dictionary = { whitening, offset, words: pickRows(whitened, rows) };
        setPatchCodes(network, dictionary, node.name);
      },
      loss(images) {
        const patches = whitenedPatches(shrunk(images.mul(255), shrink), dimension(images, 3), {
          whitening: of('whitening'),
          offset: of('offset'),
        });
        const { loss, nearest } = quantizationError(patches, of('words'));
        return { loss, metrics: { words_used: usedShare(nearest, words) } };
      },
    };
  },
  examples(images, random) {
    return [
      { caption: 'original', images },
      { caption: 'one patch', images: onePatch(images, random) },
    ];
  },
};

/** Share of the words that are nearest to a patch. */
function usedShare(nearest: Tensor, words: number): Tensor {
  const met = tf.oneHot(nearest.toInt() as never, words).max(0);
  return (met.toFloat() as unknown as Tensor).mean();
}

/** A patch of each image, as large as the image: `[n, height, width, channels]`. */
function onePatch(images: Tensor, random: StepRandom): Tensor {
  const [count, height, width] = [0, 1, 2].map((axis) => dimension(images, axis)) as [
    number,
    number,
    number,
  ];
  const side = patchSide * shrinkOf([height, width]);
  const corner = random.uniform([count, 2]);
  const [high, wide] = [side / height, side / width];
  const scale = tf.tensor1d([1 - high, 1 - wide]);
  const from = corner.mul(scale);
  const to = from.add(tf.tensor1d([high, wide]));
  const boxes = tf.concat([from, to] as never[], 1);
  const which = tf.range(0, count, 1, 'int32');
  return tf.image.cropAndResize(
    asRank4(images),
    boxes as never,
    which as never,
    [height, width],
    'nearest',
  ) as unknown as Tensor;
}
