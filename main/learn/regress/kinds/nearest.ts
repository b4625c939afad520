import { type Matrix, pickRows, rowOf } from '../../data/matrix.ts';
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
  async train({ features, targets }) {
    const { features: nodes, nodeOf } = await features.neighbourhood();
    const known = pickRows(nodes, nodeOf);
    const tried = sharpnesses.map((sharpness) => {
      const values = leftOut(known, targets, sharpness);
      return { sharpness, values, error: squaredError(values, targets) };
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

/** The value of each sample by all others. */
function leftOut(known: Matrix, targets: Float32Array, sharpness: number): Float32Array {
  return targets.map((_, row) => {
    const from = rowOf(known, row);
    let [sum, weights] = [0, 0];
    for (const [other, target] of targets.entries()) {
      if (other === row) continue;
      const cosine = rowOf(known, other).reduce((all, x, i) => all + x * (from[i] ?? 0), 0);
      const weight = Math.exp(sharpness * (cosine - 1));
      sum += weight * target;
      weights += weight;
    }
    return sum / weights;
  });
}

const squaredError = (values: Float32Array, targets: Float32Array): number =>
  values.reduce((sum, value, i) => sum + (value - (targets[i] ?? 0)) ** 2, 0);
