import { specOfKind } from '../../../shared/sample-spec.ts';
import { columnsOfFeatures, corruptColumns } from '../augment/corrupt-columns.ts';
import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { binaryCrossEntropy } from '../losses/binary-cross-entropy.ts';
import { meanSquaredError } from '../losses/mean-squared-error.ts';
import { Network } from '../models/network.ts';
import { answerHead } from './answer-head.ts';
import type { PretextTask } from './pretext-task.ts';

/** Share of the columns whose value is another row's: p_m of the paper's own code. */
const maskedShare = 0.3;
/** α of equation 4: what filling in counts beside finding; of the paper's own code. */
const fillingWeight = 2;

/**
 * Masked features: some values of each row are exchanged for other rows' values of the same column; which they are must be found, and what was there
 * filled in (VIME, Yoon, Zhang, Jordon, van der Schaar 2020, Advances in Neural Information Processing Systems 33, equations 3 to 6).
 */
export const maskedFeatures: PretextTask = {
  title: 'Find and mend the exchanged values',
  kinds: ['tables'],
  question:
    'Some values of this row are from other rows: which, and what was there? To tell, the model must know how columns go together.',
  paper: 'Yoon, Zhang, Jordon, van der Schaar 2020, VIME, NeurIPS 33',
  defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 128 },
  build(context) {
    const { encoder, seed, spec } = context;
    const { groups } = specOfKind(spec, 'tables');
    const features = groups.reduce((sum, each) => sum + each, 0);
    const network = new Network('encoder', encoder.graph, seed);
    const finder = answerHead(context, 'finder', groups.length);
    const filler = answerHead({ encoder, seed: seed + 1 }, 'filler', features);
    return {
      encoder: network,
      networks: [network, finder, filler],
      loss(samples, random, training) {
        const { rows, exchanged } = exchange(samples, groups, random);
        const embeddings = network.apply(rows, training);
        const suspected = finder.apply(embeddings, training);
        const found = binaryCrossEntropy(suspected, exchanged);
        const filled = meanSquaredError(filler.apply(embeddings, training), samples);
        const right = suspected.greater(0).toFloat().equal(exchanged).toFloat().mean();
        return {
          loss: found.add(filled.mul(fillingWeight)),
          metrics: { column_accuracy: right as Tensor },
        };
      },
      guess(samples, random) {
        const { rows, exchanged } = exchange(samples, groups, random);
        const filled = filler.apply(network.apply(rows, false), false);
        const wanted = tf.gather(exchanged.toBool() as never, columnsOfFeatures(groups), 1);
        return [
          { caption: 'original', images: samples },
          { caption: 'hidden', images: rows },
          {
            caption: 'filled in',
            images: tf.where(wanted, filled, rows) as Tensor,
          },
        ];
      },
    };
  },
  examples: (rows, random, spec) => [
    { caption: 'original', images: rows },
    { caption: 'hidden', images: exchange(rows, specOfKind(spec, 'tables').groups, random).rows },
  ],
};

interface ExchangedRows {
  /** As the model sees them, `[batch, features]`. */
  rows: Tensor;
  /** 1 where a column's value is another one now, `[batch, columns]`: an equal one nobody can find. */
  exchanged: Tensor;
}

function exchange(samples: Tensor, groups: readonly number[], random: StepRandom): ExchangedRows {
  const rows = corruptColumns(samples, groups, maskedShare, random);
  const differs = rows.notEqual(samples).toFloat();
  const ofColumns = tf.oneHot(columnsOfFeatures(groups), groups.length).toFloat();
  const exchanged = differs.reshape([-1, dimension(samples, 1)]).matMul(ofColumns as never);
  return { rows, exchanged: exchanged.greater(0).toFloat() as Tensor };
}
