import { setImmediate as nextTurn } from 'node:timers/promises';
import { randomView, type ViewRecipe } from '../augment/view.ts';
import { ShuffledBatches } from '../data/batches.ts';
import { type ImageSource, pixelInput, readPixels } from '../data/image-source.ts';
import { type Matrix, pickRows } from '../data/matrix.ts';
import { pixelsToUnit } from '../engine/bytes.ts';
import { inputOf } from '../engine/compile-step.ts';
import { StepRandom } from '../engine/random.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { softCrossEntropy } from '../losses/cross-entropy.ts';
import type { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import type { OptimizerName } from '../optimizers/registry.ts';
import { cosineWithWarmup } from '../optimizers/schedule.ts';
import { Trainer } from '../optimizers/trainer.ts';
import type { ImageClassifier } from './classifier.ts';
import { logitsOf } from './stages.ts';

/** How a classifier is trained on a handful of labels. */
export interface ClassifierRecipe {
  optimizer: OptimizerName;
  steps: number;
  batchSize: number;
  learningRate: number;
  weightDecay: number;
  /** `running`: the encoder's statistics stay as pretraining left them. */
  batchNorm: 'running' | 'batch';
  view: ViewRecipe;
  /** Whether the head's weights move too. */
  trainHead: boolean;
}

/**
 * Both nearer and further than the images themselves: with crops alone everything seen in training
 * is larger than what comes later, which costs two points with ten labels a class.
 */
const view: ViewRecipe = {
  geometry: { cropArea: [0.6, 1.3], aspect: 1.2, flip: 0.5, rotation: 10 },
  color: {
    brightness: 0.4,
    contrast: 0.4,
    saturation: 0.4,
    hue: 0.05,
    probability: 0.8,
    greyscale: 0,
  },
};

/**
 * Fine-tuning of the encoder under the linear probe's head, which stays as the probe found it: a head
 * that has settled does not tear good features apart (LP-FT, Kumar et al. 2022, arXiv 2202.10054,
 * section 3.4), and one that goes on moving learns a hundred labels by heart.
 */
export const fineTuneRecipe: ClassifierRecipe = {
  optimizer: 'adamw',
  steps: 400,
  batchSize: 64,
  learningRate: 1e-3,
  weightDecay: 1e-4,
  batchNorm: 'batch',
  view,
  trainHead: false,
};

/** The same network from random weights: more steps, and larger ones. */
export const scratchRecipe: ClassifierRecipe = {
  ...fineTuneRecipe,
  steps: 600,
  learningRate: 2e-3,
  trainHead: true,
};

export interface TrainClassifierRequest {
  classifier: ImageClassifier;
  /** The images to learn from, and no others. */
  source: ImageSource;
  /** Probabilities of the classes of each, `[images, classes]`; `certain` makes them of labels. */
  targets: Matrix;
  recipe: ClassifierRecipe;
  seed: number;
  /** Called after each step; wait in it to pause, throw in it to stop. */
  onStep?: (step: number, loss: number) => Promise<void> | void;
}

/** The straight line between a classifier's weights before and after training. */
export interface WeightPath {
  /** Sets the weights, running statistics included, to before + share · (after − before). */
  goTo(share: number): void;
  dispose(): void;
}

/** Labels as probabilities: 1 for the class, 0 for the others. @returns `[labels, classes]` */
export function certain(labels: Int32Array, classes: number): Matrix {
  const values = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    values[row * classes + label] = 1;
  });
  return { rows: labels.length, columns: classes, values };
}

/** Trains an encoder with its head on labelled images. @returns the way that its weights went; dispose of it */
export async function trainClassifier(request: TrainClassifierRequest): Promise<WeightPath> {
  const { classifier, source, targets, recipe, seed } = request;
  const { encoder, head } = classifier;
  const trained = recipe.trainHead ? [encoder, head] : [encoder];
  const trainer = new Trainer(trained, recipe.optimizer, recipe.weightDecay);
  const before = copyOf(trained);
  const batches = new ShuffledBatches(source.count, recipe.batchSize, seed);
  const { batchSize } = batches;
  const compiled = trainer.compile(
    ({ inputs, step }) => {
      const random = new StepRandom(seed, step);
      const pixels = pixelsToUnit(inputOf(inputs, 'images'));
      const images = toNetworkRange(randomView(pixels, recipe.view, random));
      const logits = logitsOf(classifier, images, recipe.batchNorm === 'batch');
      return { loss: softCrossEntropy(logits, inputOf(inputs, 'targets')), metrics: {} };
    },
    {
      inputs: {
        images: pixelInput(source, batchSize),
        targets: { dtype: 'float32', shape: [batchSize, targets.columns] },
      },
    },
  );
  try {
    for (let step = 0; step < recipe.steps; step++) {
      const learningRate = recipe.learningRate * cosineWithWarmup(step / recipe.steps, 0.1);
      const indices = batches.at(step);
      const images = readPixels(source, indices);
      const { values } = pickRows(targets, indices);
      const result = compiled.run({ images, targets: values }, { learningRate, step });
      await request.onStep?.(step + 1, result?.loss ?? Number.NaN);
      await nextTurn();
    }
    compiled.readWeights();
    return pathBetween(before, trained);
  } catch (error) {
    tf.dispose(before as never);
    throw error;
  } finally {
    compiled.dispose();
    trainer.dispose();
  }
}

function copyOf(networks: readonly Network[]): Tensor[] {
  return networks.flatMap((network) =>
    network.parameters.map(({ variable }) => variable.clone() as unknown as Tensor),
  );
}

function pathBetween(before: readonly Tensor[], networks: readonly Network[]): WeightPath {
  const after = copyOf(networks);
  const parameters = networks.flatMap((network) => network.parameters);
  return {
    goTo(share) {
      tf.tidy(() => {
        for (const [i, { variable }] of parameters.entries()) {
          const [start, end] = [before[i], after[i]];
          if (start === undefined || end === undefined) throw new RangeError('a parameter is new');
          variable.assign(
            share === 1 ? (end as never) : (start.add(end.sub(start).mul(share)) as never),
          );
        }
      });
    },
    dispose: () => tf.dispose([...before, ...after] as never),
  };
}
