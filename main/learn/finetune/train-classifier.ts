import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Matrix } from '../data/matrix.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { follow } from '../models/moving-average.ts';
import type { Network } from '../models/network.ts';
import { cosineWithWarmup } from '../optimizers/schedule.ts';
import { Trainer } from '../optimizers/trainer.ts';
import type { ImageClassifier } from './classifier.ts';
import { lessonLoss, type SupervisedLoss } from './lesson-loss.ts';
import { type LessonRequest, Lessons } from './lessons.ts';
import { WeightAverage } from './weight-average.ts';

export interface TrainClassifierRequest extends LessonRequest {
  classifier: ImageClassifier;
  /** Cross-entropy when left out. */
  loss?: SupervisedLoss;
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
  const { classifier, recipe, seed } = request;
  const { encoder, head } = classifier;
  const trained = recipe.trainHead ? [encoder, head] : [encoder];
  const averaged =
    recipe.averaging === undefined ? null : new WeightAverage(trained, recipe.averaging);
  const networks = [...trained, ...(averaged?.networks ?? [])];
  const trainer = new Trainer(networks, recipe.optimizer, recipe.weightDecay);
  const before = copyOf(trained);
  const lessons = new Lessons(request);
  const compiled = trainer.compile(
    lessonLoss(classifier, request.source.spec, recipe, seed, request.loss),
    {
      inputs: lessons.inputs,
      afterUpdate:
        averaged === null
          ? undefined
          : ({ decay }) => decay !== undefined && follow(averaged, decay),
    },
  );
  try {
    for (let step = 0; step < recipe.steps; step++) {
      const learningRate = recipe.learningRate * cosineWithWarmup(step / recipe.steps, 0.1);
      const more = averaged === null ? {} : { decay: averaged.decayAt(step) };
      const result = compiled.run(lessons.at(step), { learningRate, step, more });
      await request.onStep?.(step + 1, result?.loss ?? Number.NaN);
      await nextTurn();
    }
    compiled.readWeights();
    averaged?.handOver();
    return pathBetween(before, trained);
  } catch (error) {
    tf.dispose(before as never);
    throw error;
  } finally {
    compiled.dispose();
    trainer.dispose();
    averaged?.dispose();
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
