import type { DataKindName, SampleSpec } from '../../../shared/sample-spec.ts';
import type { SampleSource } from '../data/sample-source.ts';
import type { StepRandom } from '../engine/random.ts';
import type { Tensor } from '../engine/tensorflow.ts';
import type { EncoderGraph } from '../models/encoder.ts';
import type { MovingAverage } from '../models/moving-average.ts';
import type { Network, Weights } from '../models/network.ts';
import type { EncoderName } from '../models/registry.ts';
import type { OptimizerName } from '../optimizers/registry.ts';

/** A pretext task: one file in this folder and one line in `registry.ts`. */
export interface PretextTask {
  title: string;
  /** Kinds of data that it teaches something on. */
  kinds: readonly DataKindName[];
  /** What the model has to work out, in plain words. */
  question: string;
  paper: string;
  /** What it cannot do without; left out for nothing. Checked by `checkNeeds`. */
  needs?: readonly PretextNeed[];
  /** It asks which samples were cut from one file: batches hold them in pairs, and the loss is told which. */
  comparesFiles?: true;
  defaults: PretextDefaults;
  build(context: PretextContext): PretextModel;
  /**
   * What the model gets to see of some samples, for a person to look at; the samples alone when left out.
   * @param samples as pretext tasks see them: of images `[n, height, width, channels]`, values 0…1
   * @param fileOf of tasks that compare files: the file of each; each has its own when left out
   */
  examples?(
    samples: Tensor,
    random: StepRandom,
    spec: SampleSpec,
    fileOf?: Int32Array,
  ): PretextExample[];
}

/**
 * `colour`: pictures of three channels. `patches`: an encoder that reads patches. `words`: one made of words for patches. `both-ways`,
 * `left-to-right`: one that reads texts so.
 */
type PretextNeed = 'colour' | 'patches' | 'words' | 'both-ways' | 'left-to-right';

export interface PretextExample {
  /** What was done: `90°`, `hidden`. */
  caption: string;
  /** `[n, height, width, channels]`, values 0…1 */
  images: Tensor;
}

interface PretextDefaults {
  /** `small-conv` when left out. */
  encoder?: EncoderName;
  optimizer: OptimizerName;
  learningRate: number;
  weightDecay: number;
  /** That are enough; 3 when left out. */
  minutes?: number;
  /** Samples a step, before the task makes views or copies of them. */
  batchSize: number;
}

export interface PretextContext {
  encoder: EncoderGraph;
  /** Of the samples. */
  spec: SampleSpec;
  seed: number;
}

export interface PretextModel {
  encoder: Network;
  /**
   * All that a checkpoint must hold: the encoder first, then the task's own heads, networks that follow others and
   * further state, which are thrown away after pretraining.
   */
  networks: readonly Weights[];
  /** Those of the networks that follow others (teachers, targets), moved after each update of the optimizer. */
  average?: MovingAverage;
  /**
   * Sets what is computed from the data before the first step; nothing when left out.
   * @param source the samples that are trained on
   */
  prepare?(source: SampleSource): void;
  /** A loss that stands still is learnt, and no fault: there is little to learn. */
  settles?: true;
  /**
   * One step's loss.
   * @param samples as pretext tasks see them: of images `[batch, height, width, channels]`, values 0…1
   * @param training false to measure held-out samples: running statistics stay as they are
   * @param fileOf of tasks that compare files: int32 `[batch]`, the file of each; each has its own when left out
   */
  loss(samples: Tensor, random: StepRandom, training: boolean, fileOf?: Tensor): PretextLoss;
  /**
   * How differently samples come out where the loss compares them: a scalar, about 1 when they are well apart and 0
   * when all are alike, which is collapse. A head can collapse before its encoder does. Left out by tasks whose answer
   * is given by the sample itself, which cannot collapse this way.
   * @param samples as for `loss`
   */
  spread?(samples: Tensor): Tensor;
  /** The loss when all samples come out alike, where that is a fixed number. @param batch samples */
  collapsedLoss?(batch: number): number;
  /**
   * What the model makes of some samples by now, for a person to look at; nothing when left out.
   * @param samples as for `loss`
   * @param fileOf as for `examples`
   */
  guess?(samples: Tensor, random: StepRandom, fileOf?: Int32Array): PretextGuess[];
}

export interface PretextGuess extends PretextExample {
  /** A word on each image: `right`, `90°, 83 % sure`. */
  texts?: readonly string[];
}

export interface PretextLoss {
  /** Scalar. */
  loss: Tensor;
  /** Further scalars to show, such as the share of rotations guessed right. */
  metrics: Readonly<Record<string, Tensor>>;
}
