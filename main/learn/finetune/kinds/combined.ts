import { type Matrix, rowOf, times } from '../../data/matrix.ts';
import { GraphBuilder, shapeOf } from '../../models/graph.ts';
import { Network } from '../../models/network.ts';
import { setDense } from '../../models/set-dense.ts';
import { agreesLittle } from '../agreement.ts';
import { sureness } from '../calibrate.ts';
import { areMany } from '../choose-kind.ts';
import { gridNodes } from '../classifier.ts';
import { scratchRecipe } from '../classifier-recipe.ts';
import { logisticRegression } from '../logistic-regression.ts';
import { propagated, propagatedWithout, voteSharpness } from '../propagate-labels.ts';
import {
  addScratch,
  type OnScratchStep,
  scratchOnAll,
  scratchTrial,
  setScratch,
} from '../scratch-network.ts';
import { stack } from '../stack.ts';
import { disposeClassifier } from '../stages.ts';
import { standardize, unstandardized } from '../standardize.ts';
import { type Trial, triedLabels } from '../trial.ts';
import { addVotes, setVotes, votesNode } from '../vote-network.ts';
import type { Workbench } from '../workbench.ts';
import type { ClassifierKind } from './kind.ts';

/**
 * What propagation says and what a linear classifier of patch codes and feature map says, added with weights that fit labels which
 * neither had seen (stacking, Wolpert 1992): with few labels propagation leads, with many the linear part.
 * With many labels, and where propagation and the network from scratch agree too little, that network is added too; where no label can be hidden, it and propagation
 * alone are multiplied if they agree too little, and otherwise nothing is made (docs/decisions/0040).
 */
export const combined: ClassifierKind = {
  async train(bench, { onStep }) {
    const onScratchStep: OnScratchStep = (step, loss) => onStep(step, scratchRecipe.steps, loss);
    const linear = await linearPart(bench);
    const disagreement = await agreesLittle(bench, onScratchStep);
    const withScratch = disagreement || (linear !== null && areMany(bench.labels, bench.classes));
    if (linear === null && !withScratch) return null;
    const shares = { votes: linear?.ofVotes ?? 1, scratch: 0 };
    let trial = linear?.trial ?? null;
    if (withScratch) {
      const alone = await scratchTrial(bench, onScratchStep);
      shares.scratch = (linear === null ? 1 : scratchShare) * sureness(alone, bench.labels);
      trial = trial && alone && plusWhereTried(trial, alone, shares.scratch);
    }
    const near = await bench.neighbourhood();
    const builder = new GraphBuilder(bench.pool.inputShape);
    const nodes = await addVotes(bench, builder, near.rows.length);
    const sum = [votesNode];
    if (linear !== null) sum.push(addLinear(bench, builder, nodes.codes));
    if (withScratch) sum.push(addScratch(bench, builder));
    sum.reduce((before, each, at) =>
      builder.add('add', at === sum.length - 1 ? 'logits' : `sum_${at}`, [before, each], {}),
    );
    const network = new Network('combined', builder.build(), 0);
    const said = times(await propagated(bench), shares.votes);
    await setVotes(bench, network, near.features, await voteSharpness(bench), said);
    if (linear !== null) setDense(network, linearNode, linear.kernel, linear.bias);
    if (withScratch) {
      const scratch = await scratchOnAll(bench, onScratchStep);
      setScratch(network, scratch, shares.scratch);
      disposeClassifier(scratch);
    }
    return {
      classifier: { stages: [{ network, output: 'logits' }] },
      trial,
      ...(disagreement ? { preferred: true } : {}),
    };
  },
};

/** Of the logits of the network from scratch beside the others; see docs/decisions/0040. */
const scratchShare = 0.5;

const linearNode = 'linear';

/** @returns the node of the linear classifier's logits */
function addLinear({ pool, classes }: Workbench, builder: GraphBuilder, codes: string): string {
  const { graph, featureMap } = pool.encoderGraph;
  const flat = gridNodes(builder, featureMap, shapeOf(graph, featureMap));
  const both = builder.add('concat', 'linear_features', [codes, flat], {});
  return builder.add('dense', linearNode, [both], { units: classes, bias: true });
}

interface LinearPart {
  /** What propagation is multiplied by beside it. */
  ofVotes: number;
  /** Of patch codes and feature map, times its own weight. */
  kernel: Matrix;
  bias: Float32Array;
  /** Of propagation and it together. */
  trial: Trial;
}

/** Null where no label can be hidden. */
async function linearPart(bench: Workbench): Promise<LinearPart | null> {
  const votesWithout = await propagatedWithout(bench);
  if (votesWithout === null) return null;
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
  const { weights, logits } = stack(
    [votesWithout.logits, linear.outOfFold.logits],
    triedLabels(votesWithout, labels),
    usualWeights,
    usualTrust,
  );
  const [ofVotes = 1, ofLinear = 1] = weights;
  const { kernel, bias } = unstandardized(linear, {
    mean: Float32Array.from([...codes.standardization.mean, ...scaledGrid.mean]),
    scale: Float32Array.from([...codes.standardization.scale, ...scaledGrid.scale]),
  });
  const ownBias = bias.map((each) => each * ofLinear);
  return {
    ofVotes,
    kernel: times(kernel, ofLinear),
    bias: ownBias,
    trial: { ...votesWithout, logits },
  };
}

/** A network is tried on a part of the labels, and costs too much to be tried on all: elsewhere the trial goes without it. */
function plusWhereTried(trial: Trial, other: Trial, weight: number): Trial {
  const { columns } = trial.logits;
  const values = trial.logits.values.slice();
  const place = new Map(Array.from(trial.tried, (at, row) => [at, row]));
  for (const [row, at] of other.tried.entries()) {
    const begin = (place.get(at) ?? 0) * columns;
    for (const [column, value] of rowOf(other.logits, row).entries())
      values[begin + column] = (values[begin + column] ?? 0) + weight * value;
  }
  return { ...trial, logits: { ...trial.logits, values } };
}

/** Where the weights start, of propagation and of the linear part: what is said with a handful of labels a class. */
const usualWeights = [1, 0.2];
/** How much these count, in labels (docs/decisions/0047). */
const usualTrust = 3;

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
