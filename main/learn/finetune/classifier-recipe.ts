import type { OptimizerName } from '../optimizers/registry.ts';

/** How a classifier is trained on a handful of labels. */
export interface ClassifierRecipe {
  optimizer: OptimizerName;
  steps: number;
  batchSize: number;
  learningRate: number;
  weightDecay: number;
  /** `running`: the encoder's statistics stay as pretraining left them. */
  batchNorm: 'running' | 'batch';
  /** Whether the head's weights move too. */
  trainHead: boolean;
  /** α of mixup's Beta(α, α); none when left out. */
  mixup?: number | undefined;
  /** Decay of a moving average of the weights, which is what is kept; none when left out. */
  averaging?: number | undefined;
  /** Asks for the same answer to unlabelled samples seen weakly and strongly; none when left out. */
  consistency?: ConsistencyRecipe | undefined;
}

/** What keeps fine-tuning from learning a handful by heart, each at a price in time. */
export interface RegularizationOptions {
  mixup: boolean;
  /** A moving average of the weights. */
  averaging: boolean;
  /** FixMatch, on the unlabelled samples. */
  consistency: boolean;
}

/** FixMatch (arXiv 2001.07685). */
interface ConsistencyRecipe {
  /** Of the weak view's class, 0…1: τ. */
  threshold: number;
  /** Unlabelled samples for each labelled one: μ. */
  ratio: number;
  /** λ_u */
  weight: number;
}

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
  trainHead: false,
};

const consistency: ConsistencyRecipe = { threshold: 0.95, ratio: 2, weight: 1 };

/** Fine-tuning with what a person asked for besides. */
export function fineTuneRecipeWith(wanted: RegularizationOptions): ClassifierRecipe {
  return {
    ...fineTuneRecipe,
    mixup: wanted.mixup ? 0.2 : undefined,
    averaging: wanted.averaging ? 0.99 : undefined,
    consistency: wanted.consistency ? consistency : undefined,
  };
}

/** The same network from random weights: more steps, and larger ones. */
export const scratchRecipe: ClassifierRecipe = {
  ...fineTuneRecipe,
  steps: 600,
  learningRate: 2e-3,
  trainHead: true,
};
