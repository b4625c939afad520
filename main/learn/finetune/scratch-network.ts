import { type Tensor, tf } from '../engine/tensorflow.ts';
import { ImageClassifier } from './classifier.ts';
import { scratchRecipe as recipe } from './classifier-recipe.ts';
import type { Part } from './network-trial.ts';
import { certain, trainClassifier } from './train-classifier.ts';
import type { Workbench } from './workbench.ts';

/** Called after each step of `scratchRecipe.steps`; wait in it to pause, throw in it to stop. */
type OnStep = (step: number, loss: number) => Promise<void> | void;

/** The encoder with its head, trained from random weights on some of the labels. The caller disposes of it. */
export async function scratchOn(
  bench: Workbench,
  { images, labels }: Pick<Part, 'images' | 'labels'>,
  onStep?: OnStep,
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
export async function scratchOnAll(bench: Workbench, onStep?: OnStep): Promise<ImageClassifier> {
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
