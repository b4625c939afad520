import { giveWay } from '../../data/give-way.ts';
import { fromTensor, type Matrix, pickRows, toTensor } from '../../data/matrix.ts';
import { asRank2 } from '../../engine/shapes.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { addVotes, setVotes, votesNode } from '../../finetune/vote-network.ts';
import { GraphBuilder } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { type RegressorKind, trialOfAll } from './kind.ts';

/** From nearly all alike to nearly the nearest alone; of rows of length 1. */
const sharpnesses = [1, 2, 4, 8, 16, 32, 64, 128, 256] as const;

/**
 * The mean of all labels, each weighted by exp(sharpness · cosine) of its sample's embedding (Nadaraya 1964; Watson 1964): smooth nearest
 * neighbours. The sharpness is the one under which labels left out one at a time are told best.
 */
export const nearest: RegressorKind = {
  async train({ features, targets }, { onStep }) {
    const { features: nodes, nodeOf } = await features.neighbourhood();
    const known = pickRows(nodes, nodeOf);
    const values = await leftOut(known, targets, () => onStep(0, 1, null));
    const tried = sharpnesses.map((sharpness, at) => {
      const said = values[at] ?? new Float32Array();
      return { sharpness, values: said, error: squaredError(said, targets) };
    });
    const best = tried.reduce((a, b) => (b.error < a.error ? b : a));
    const builder = new GraphBuilder(features.pool.inputShape);
    await addVotes(features, builder, known.rows);
    const network = new Network('nearest', builder.build(), 0);
    const said = { rows: targets.length, columns: 1, values: targets };
    await setVotes(features, network, known, best.sharpness, said);
    return {
      regressor: { stages: [{ network, output: votesNode }] },
      trial: trialOfAll(targets.length > 1 ? best.values : null),
    };
  },
};

/** Samples that are compared with all in one multiplication. */
const block = 256;

/** The value of each sample by all others, for each sharpness. @param known rows of length 1 @param onBlock called between blocks; wait in it to pause, throw in it to stop */
export async function leftOut(
  known: Matrix,
  targets: Float32Array,
  onBlock: () => Promise<void>,
): Promise<Float32Array[]> {
  const said = sharpnesses.map(() => new Float32Array(targets.length));
  const mean = targets.reduce((sum, each) => sum + each, 0) / targets.length;
  // As deviations: what is added up stays small.
  const away = tf.tensor2d(
    targets.map((each) => each - mean),
    [targets.length, 1],
  );
  const bank = toTensor(known);
  try {
    for (let begin = 0; begin < targets.length; begin += block) {
      const end = Math.min(begin + block, targets.length);
      const rows = Array.from({ length: end - begin }, (_, i) => begin + i);
      const blocks = tf.tidy(() => {
        const cosines = tf.matMul(
          asRank2(toTensor(pickRows(known, rows))),
          asRank2(bank),
          false,
          true,
        );
        const others = tf.sub(1, tf.oneHot(rows, targets.length));
        // A cosine is −1 at the least: none is above that of another sample by its own.
        const nearest = cosines.sub(tf.mul(3, tf.sub(1, others))).max(1, true);
        return sharpnesses.map((sharpness) => {
          // Against the nearest, whose weight is 1: none is left without any.
          const weights = cosines.sub(nearest).minimum(0).mul(sharpness).exp().mul(others);
          return tf.matMul(weights as typeof cosines, away).div(weights.sum(1, true)) as Tensor;
        });
      });
      for (const [at, values] of blocks.entries()) {
        said[at]?.set(
          fromTensor(values).values.map((each) => each + mean),
          begin,
        );
      }
      await giveWay({ onProgress: onBlock }, end / targets.length);
    }
  } finally {
    bank.dispose();
    away.dispose();
  }
  return said;
}

const squaredError = (values: Float32Array, targets: Float32Array): number =>
  values.reduce((sum, value, i) => sum + (value - (targets[i] ?? 0)) ** 2, 0);
