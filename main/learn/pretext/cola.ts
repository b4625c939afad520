import type { Tensor } from '../engine/tensorflow.ts';
import { directionSpread } from '../evaluate/embedding-health.ts';
import { findOwnRow } from '../losses/find-own-row.ts';
import { l2Normalize } from '../losses/l2-normalize.ts';
import { GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import type { PretextTask } from './pretext-task.ts';
import { takenFor } from './taken-for.ts';
import { halves } from './two-views.ts';
import { twoPieces } from './waveforms.ts';

/** The paper's 512 (section 3) are for 1,280 features. */
const projectionSize = 128;

/**
 * COLA: of two pieces of one clip, the second must be found among the second pieces of all clips of the batch, by a bilinear
 * similarity that is learnt (Saeed, Grangier, Zeghidour 2020, arXiv 2010.10915, section 3).
 */
export const cola: PretextTask = {
  title: 'Find the other piece of the recording',
  kinds: ['audio'],
  question:
    'Which of these pieces was cut from the same recording? The model must hear who or what it is, and not when.',
  paper: 'Saeed, Grangier, Zeghidour 2020, arXiv 2010.10915',
  defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 128 },
  build({ encoder, spec, seed }) {
    const { graph } = encoder;
    const network = new Network('encoder', graph, seed);
    const head = new GraphBuilder(shapeOf(graph, graph.output));
    const dense = head.add('dense', 'projection', [graphInput], {
      units: projectionSize,
      bias: true,
    });
    head.add('layerNorm', 'projection_norm', [dense], {});
    const projector = new Network('projector', head.build(), seed);
    const map = new GraphBuilder([projectionSize]);
    map.add('dense', 'map', [graphInput], { units: projectionSize, bias: false });
    const bilinear = new Network('bilinear', map.build(), seed);
    const project = (waveforms: Tensor, training: boolean): Tensor =>
      projector.apply(network.apply(waveforms, training), training).tanh();
    return {
      encoder: network,
      networks: [network, projector, bilinear],
      collapsedLoss: (batch) => Math.log(batch),
      loss(samples, random, training) {
        const [first, second] = halves(project(twoPieces(samples, random, spec), training));
        const { loss, accuracy } = findOwnRow(first, bilinear.apply(second, training));
        return { loss, metrics: { piece_accuracy: accuracy } };
      },
      spread: (samples) => directionSpread(l2Normalize(project(samples, false))),
      guess(samples, random) {
        const pieces = twoPieces(samples, random, spec);
        const [here, there] = halves(project(pieces, false));
        const [first, second] = halves(pieces);
        const mapped = bilinear.apply(there, false);
        return [{ caption: 'piece', images: first }, takenFor(here, mapped, second)];
      },
    };
  },
  examples(samples, random, spec) {
    const [first, second] = halves(twoPieces(samples, random, spec));
    return [
      { caption: 'original', images: samples },
      { caption: 'piece 1', images: first },
      { caption: 'piece 2', images: second },
    ];
  },
};
