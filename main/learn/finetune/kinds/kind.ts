import type { RoundLabel, SelfTrainingRound } from '../../selftrain/self-train.ts';
import type { Classifier } from '../stages.ts';
import type { Trial } from '../trial.ts';
import type { Workbench } from '../workbench.ts';

/** A way to make a classifier of a pool of images with a few labels: one file here and one line in `registry.ts`. */
export interface ClassifierKind {
  /** @returns null when there are too few labels for it */
  train(bench: Workbench, hooks: TrainingHooks): Promise<TrainedClassifier | null>;
}

export interface TrainingHooks {
  /** Called between steps; wait in it to pause, throw in it to stop. */
  onStep(step: number, steps: number, loss: number | null): Promise<void>;
}

interface TrainedClassifier {
  /** The caller disposes of it. */
  classifier: Classifier;
  /** Null when there are too few labels to try it on. */
  trial: Trial | null;
  /** It was made because the usual favourites are not to be trusted: it is taken unless another is clearly better. */
  preferred?: true;
  /** Of a classifier that is taught in rounds. */
  rounds?: SelfTrainingRecord[];
  /** The labels that each of them kept, surest first. */
  kept?: (readonly RoundLabel[])[];
}

/** A round of self-training, and how right the network was after it. */
export interface SelfTrainingRecord extends SelfTrainingRound {
  /** 0…1 on labels hidden from it, in the trial; null when nothing was tried. */
  accuracy: number | null;
  /** Labels that it was tried on. */
  tried: number;
}
