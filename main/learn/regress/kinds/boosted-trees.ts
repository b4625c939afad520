import { addTrees, setTrees } from '../../boosted-trees/as-layer.ts';
import { type BoostedTrees, outputsOf } from '../../boosted-trees/boosted-trees.ts';
import { boostingFor, trainRegression } from '../../boosted-trees/train.ts';
import { pickRows } from '../../data/matrix.ts';
import { mixSeed } from '../../data/seeded.ts';
import { GraphBuilder } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { inFold, numbersAt } from '../folds.ts';
import { type Scale, scaled, scaleOf, unscaled } from '../scale.ts';
import { type RegressorKind, trialOfAll } from './kind.ts';

/** Gradient boosted trees (Friedman 2001) on what features give that take seconds: of a table its columns. */
export const boostedTrees: RegressorKind = {
  async train({ features, targets, folds, seed }, { onStep }) {
    const { labelled } = await features.codes();
    const parts = [...new Set(folds)];
    let before = 0;
    const grown = async (rows: Int32Array): Promise<BoostedTrees> => {
      const settings = boostingFor(rows.length, labelled.columns, 0, mixSeed(seed, 'trees'));
      const shown = numbersAt(targets, rows);
      const scale = scaleOf(shown);
      const trees = await trainRegression(
        pickRows(labelled, rows),
        shown.map((each) => scaled(each, scale)),
        {
          ...settings,
          onRound: (done, of) => onStep(before + done, (1 + parts.length) * of, null),
        },
      );
      before += settings.rounds;
      return inUnits(trees, scale);
    };
    const values = new Float32Array(targets.length);
    for (const part of parts) {
      const where = (wanted: boolean): Int32Array => inFold(folds ?? [], part, wanted);
      const hidden = where(true);
      const said = outputsOf(await grown(where(false)), pickRows(labelled, hidden)).values;
      for (const [at, row] of hidden.entries()) values[row] = said[at] ?? Number.NaN;
    }
    const trees = await grown(Int32Array.from(targets.keys()));
    const cheap = await features.pool.cheap();
    const builder = new GraphBuilder(features.pool.inputShape);
    const output = addTrees(builder, cheap.add(builder), trees);
    const network = new Network('boosted_trees', builder.build(), 0);
    cheap.set(network);
    setTrees(network, trees);
    return { regressor: { stages: [{ network, output }] }, trial: trialOfAll(folds && values) };
  },
};

/** Trees of scaled values as trees of the labels' own: what a split must gain is the same in any unit. */
function inUnits(model: BoostedTrees, scale: Scale): BoostedTrees {
  return {
    ...model,
    baseline: model.baseline.map((each) => unscaled(each, scale)),
    trees: model.trees.map((tree) => ({
      ...tree,
      values: tree.values.map((each) => each * scale.deviation),
    })),
  };
}
