import { type Matrix, times } from '../../data/matrix.ts';
import { GraphBuilder, shapeOf } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { setDense } from '../../models/set-dense.ts';
import { gridNodes } from '../classifier.ts';
import { scratchRecipe } from '../classifier-recipe.ts';
import { logisticRegression } from '../logistic-regression.ts';
import { propagated, propagatedWithout, voteSharpness } from '../propagate-labels.ts';
import { stack } from '../stack.ts';
import { standardize, unstandardized } from '../standardize.ts';
import { untriedCombination } from '../untried-combination.ts';
import { addVotes, setVotes, votesNode } from '../vote-network.ts';
import { type ClassifierKind, trialOf } from './kind.ts';

/**
 * What propagation says and what a linear classifier of patch codes and feature map says, added with weights that fit labels which
 * neither had seen (stacking, Wolpert 1992): with few labels propagation leads, with many the linear part.
 * Where none can be hidden, propagation and the network from scratch, if the two agree little.
 */
export const combined: ClassifierKind = {
  async train(bench, { onStep }) {
    const votesWithout = await propagatedWithout(bench);
    if (votesWithout === null) {
      const classifier = await untriedCombination(bench, (step, loss) =>
        onStep(step, scratchRecipe.steps, loss),
      );
      return classifier && { classifier, trial: null };
    }
    const { labels, classes, seed } = bench;
    const [codes, grid] = [await bench.codes(), await bench.grid()];
    const { squaredLength } = await bench.pool.cheap();
    const ofCodes = squaredLength ?? codes.labelled.columns;
    const ofGrid = grid.labelled.columns;
    // Both parts weigh the same, however many features each has.
    const gridScale = Math.sqrt(ofCodes / ofGrid);
    const scaledGrid = {
      ...grid.standardization,
      scale: grid.standardization.scale.map((scale) => scale * gridScale),
    };
    const linear = await bench.once('linear of combined', () => {
      const known = besides(
        standardize(codes.labelled, codes.standardization),
        standardize(grid.labelled, scaledGrid),
      );
      return Promise.resolve(logisticRegression(known, labels, classes, seed));
    });
    if (linear.outOfFold === null) return null;
    const { weights, logits } = stack([votesWithout, linear.outOfFold], labels, usualWeights);
    const [ofVotes = 1, ofLinear = 1] = weights;

    const near = await bench.neighbourhood();
    const builder = new GraphBuilder(bench.pool.inputShape);
    const nodes = await addVotes(bench, builder, near.rows.length);
    const map = bench.pool.encoderGraph.featureMap;
    const flat = gridNodes(builder, map, shapeOf(bench.pool.encoderGraph.graph, map));
    const both = builder.add('concat', 'linear_features', [nodes.codes, flat], {});
    const scores = builder.add('dense', 'linear', [both], { units: classes, bias: true });
    builder.add('add', 'logits', [votesNode, scores], {});
    const network = new Network('combined', builder.build(), 0);
    const said = await propagated(bench);
    await setVotes(bench, network, near.features, await voteSharpness(bench), times(said, ofVotes));
    const { kernel, bias } = unstandardized(linear, {
      mean: Float32Array.from([...codes.standardization.mean, ...scaledGrid.mean]),
      scale: Float32Array.from([...codes.standardization.scale, ...scaledGrid.scale]),
    });
    setDense(
      network,
      'linear',
      times(kernel, ofLinear),
      bias.map((each) => each * ofLinear),
    );
    return { classifier: { stages: [{ network, output: 'logits' }] }, trial: trialOf(logits) };
  },
};

/** Where the weights start, of propagation and of the linear part: what is said with a handful of labels a class. */
const usualWeights = [1, 0.2];

/** `[rows, a]` and `[rows, b]` → `[rows, a + b]` */
function besides(a: Matrix, b: Matrix): Matrix {
  const columns = a.columns + b.columns;
  const values = new Float32Array(a.rows * columns);
  for (let row = 0; row < a.rows; row++) {
    values.set(a.values.subarray(row * a.columns, (row + 1) * a.columns), row * columns);
    values.set(
      b.values.subarray(row * b.columns, (row + 1) * b.columns),
      row * columns + a.columns,
    );
  }
  return { rows: a.rows, columns, values };
}
