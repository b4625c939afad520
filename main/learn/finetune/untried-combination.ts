import { argMaxRows } from '../data/matrix.ts';
import { type SampleSource, subset } from '../data/sample-source.ts';
import { cohensKappa } from '../evaluate/kappa.ts';
import { GraphBuilder, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { gridNodes, type ImageClassifier } from './classifier.ts';
import { mapSamples } from './embed.ts';
import { propagated, voteSharpness } from './propagate-labels.ts';
import { scratchOnAll } from './scratch-network.ts';
import { type Classifier, disposeClassifier, logitsOf } from './stages.ts';
import { addVotes, setVotes, votesNode } from './vote-network.ts';
import type { Workbench } from './workbench.ts';

/**
 * Agreement up to which propagation is not trusted alone; "fair" is the word for it (Landis and Koch 1977, The Measurement of Observer Agreement for Categorical
 * Data). Two who err each in a way of their own agree as often as they are right (Platanios, Blum, Mitchell 2014, Estimating Accuracy
 * from Unlabeled Data): of one label a class of photographs of clothes it was 0.44 to 0.55, of drawings 0.19 to 0.47 (docs/decisions/0040).
 */
const littleAgreement = 0.35;
/** Samples that agreement is looked at on, at most. */
const looked = 2000;

/**
 * Where no label can be hidden: propagation and the network from scratch together, their probabilities multiplied, if the two agree little about
 * the pool.
 * @returns null when they agree: propagation alone is better then. Otherwise the caller disposes of it
 */
export async function untriedCombination(
  bench: Workbench,
  onStep?: (step: number, loss: number) => Promise<void> | void,
): Promise<Classifier | null> {
  const scratch = await scratchOnAll(bench, onStep);
  try {
    return (await agreement(bench, scratch)) > littleAgreement ? null : await both(bench, scratch);
  } finally {
    disposeClassifier(scratch);
  }
}

/** Of propagation and another classifier about the pool: Cohen's κ. */
async function agreement(bench: Workbench, other: Classifier): Promise<number> {
  const { rows } = await bench.neighbourhood();
  const said = argMaxRows(await propagated(bench));
  const step = Math.max(1, Math.ceil(rows.length / looked));
  const places = Array.from(rows.keys()).filter((at) => at % step === 0);
  const samples: SampleSource = subset(
    bench.pool.images,
    places.map((at) => rows[at] ?? 0),
  );
  const logits = await mapSamples(samples, (images) => logitsOf(other, images, false));
  return cohensKappa(
    Int32Array.from(places, (at) => said[at] ?? 0),
    argMaxRows(logits),
  );
}

/** Prefix of the nodes of the network from scratch. */
const prefix = 'scratch_';

async function both(bench: Workbench, { encoder, head }: ImageClassifier): Promise<Classifier> {
  const near = await bench.neighbourhood();
  const builder = new GraphBuilder(bench.pool.inputShape);
  await addVotes(bench, builder, near.rows.length);
  const { graph, featureMap } = bench.pool.encoderGraph;
  const map = builder.include(graph, prefix, featureMap);
  const features = gridNodes(builder, map, shapeOf(graph, featureMap));
  const { classes: units } = bench;
  const scores = builder.add('dense', `${prefix}logits`, [features], { units, bias: true });
  builder.add('add', 'logits', [votesNode, scores], {});
  const network = new Network('combined', builder.build(), 0);
  await setVotes(
    bench,
    network,
    near.features,
    await voteSharpness(bench),
    await propagated(bench),
  );
  for (const each of [encoder, head]) network.copyFrom(each, prefix);
  return { stages: [{ network, output: 'logits' }] };
}
