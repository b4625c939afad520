import type { StepRandom } from '../engine/random.ts';
import type { Tensor } from '../engine/tensorflow.ts';
import type { EncoderGraph } from '../models/encoder.ts';
import type { Network } from '../models/network.ts';
import type { EncoderName } from '../models/registry.ts';
import type { OptimizerName } from '../optimizers/registry.ts';

/** A pretext task: one file in this folder and one line in `registry.ts`. */
export interface PretextTask {
  title: string;
  /** What the model has to work out, in plain words. */
  question: string;
  paper: string;
  /** What it cannot do without; left out for nothing. Checked by `checkNeeds`. */
  needs?: readonly PretextNeed[];
  defaults: PretextDefaults;
  build(context: PretextContext): PretextModel;
  /**
   * What the model gets to see of some images, for a person to look at; the images alone when left out.
   * @param images `[n, height, width, channels]`, values 0…1
   */
  examples?(images: Tensor, random: StepRandom): PretextExample[];
}

/** `colour`: pictures of three channels. `patches`: an encoder that reads patches. */
type PretextNeed = 'colour' | 'patches';

interface PretextExample {
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
  /** Images a step, before the task makes views or copies of them. */
  batchSize: number;
}

interface PretextContext {
  encoder: EncoderGraph;
  seed: number;
}

export interface PretextModel {
  encoder: Network;
  /** The encoder first, then the task's own heads, which are thrown away after pretraining. */
  networks: readonly Network[];
  /**
   * One step's loss.
   * @param images `[batch, height, width, channels]`, values 0…1
   * @param training false to measure held-out images: running statistics stay as they are
   */
  loss(images: Tensor, random: StepRandom, training: boolean): PretextLoss;
  /**
   * What the model makes of some images by now, for a person to look at; nothing when left out.
   * @param images as for `loss`
   */
  guess?(images: Tensor, random: StepRandom): PretextGuess[];
}

interface PretextGuess extends PretextExample {
  /** A word on each image: `right`, `90°, 83 % sure`. */
  texts?: readonly string[];
}

interface PretextLoss {
  /** Scalar. */
  loss: Tensor;
  /** Further scalars to show, such as the share of rotations guessed right. */
  metrics: Readonly<Record<string, Tensor>>;
}
