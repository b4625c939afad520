import { fromTensor, times } from '../data/matrix.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { type GraphBuilder, shapeOf } from '../models/graph.ts';
import type { Network } from '../models/network.ts';
import { setDense } from '../models/set-dense.ts';
import { gridNodes, ImageClassifier } from './classifier.ts';
import { scratchRecipe as recipe } from './classifier-recipe.ts';
import { mapSamples } from './embed.ts';
import { joinTrials, networkParts, type Part } from './network-trial.ts';
import { disposeClassifier, logitsOf } from './stages.ts';
import { certain, trainClassifier } from './train-classifier.ts';
import type { Trial } from './trial.ts';
import type { Workbench } from './workbench.ts';

/** Called after each step of `scratchRecipe.steps`; wait in it to pause, throw in it to stop. */
export type OnScratchStep = (step: number, loss: number) => Promise<void> | void;

/** The encoder with its head, trained from random weights on some of the labels. The caller disposes of it. */
async function scratchOn(
  bench: Workbench,
  { images, labels }: Pick<Part, 'images' | 'labels'>,
  onStep?: OnScratchStep,
): Promise<ImageClassifier> {
  const { classes, seed } = bench;
  const classifier = new ImageClassifier(bench.pool.encoderGraph, classes, seed + 1);
  const targets = certain(labels, classes);
  const request = { classifier, source: images, targets, recipe, seed };
  const path = await trainClassifier({ ...request, ...(onStep && { onStep }) });
  path.dispose();
  return classifier;
}

/** The same on all labels, trained once for all who ask for it. The caller disposes of it. */
export async function scratchOnAll(
  bench: Workbench,
  onStep?: OnScratchStep,
): Promise<ImageClassifier> {
  const weights = await bench.once('scratch', async () => {
    const trained = await scratchOn(bench, bench, onStep);
    const values = trained.networks.map(({ parameters }) =>
      parameters.map(({ variable }) => variable.dataSync().slice()),
    );
    for (const network of trained.networks) network.dispose();
    return values;
  });
  const classifier = new ImageClassifier(bench.pool.encoderGraph, bench.classes, 0);
  classifier.networks.forEach(({ parameters }, at) => {
    parameters.forEach(({ variable }, i) => {
      const { shape } = variable as unknown as Tensor;
      tf.tidy(() => variable.assign(tf.tensor(weights[at]?.[i] ?? [], shape as number[]) as never));
    });
  });
  return classifier;
}

/** What it says of a part of the labels when it is trained on the others, once: a baseline, however few labels there are. Null where too few can be hidden. */
export async function scratchTrial(
  bench: Workbench,
  onStep?: OnScratchStep,
): Promise<Trial | null> {
  return await bench.once('scratch trial', async () => {
    const part = networkParts(bench)?.[0];
    if (part === undefined) return null;
    const classifier = await scratchOn(bench, part, onStep);
    try {
      const logits = (images: Tensor): Tensor => logitsOf(classifier, images, false);
      return joinTrials([part], [await mapSamples(part.heldImages, logits)]);
    } finally {
      disposeClassifier(classifier);
    }
  });
}

/** Of the nodes of the network from scratch beside others. */
const prefix = 'scratch_';
const logitsNode = `${prefix}logits`;

/** Adds the network from scratch to a graph of samples. @returns the node of its logits */
export function addScratch({ pool, classes }: Workbench, builder: GraphBuilder): string {
  const { graph, featureMap } = pool.encoderGraph;
  const map = builder.include(graph, prefix, featureMap);
  const features = gridNodes(builder, map, shapeOf(graph, featureMap), prefix);
  return builder.add('dense', logitsNode, [features], { units: classes, bias: true });
}

/** Fills a network of such a graph. @param weight what its logits are multiplied by */
export function setScratch(network: Network, { networks }: ImageClassifier, weight: number): void {
  for (const each of networks) network.copyFrom(each, prefix);
  const [kernel, bias] = ['kernel', 'bias'].map(
    (last) => network.parameterOf(logitsNode, last) as unknown as Tensor,
  ) as [Tensor, Tensor];
  const scaled = times(fromTensor(kernel.clone()), weight);
  const values = bias.dataSync() as Float32Array;
  setDense(
    network,
    logitsNode,
    scaled,
    values.map((each) => each * weight),
  );
}
