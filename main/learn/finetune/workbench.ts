import type { Matrix } from '../data/matrix.ts';
import { type SampleSource, subset } from '../data/sample-source.ts';
import { cheapFeaturesOf } from '../features/cheap-features.ts';
import type { TakenBack } from '../selftrain/taken-back.ts';
import type { RegularizationOptions } from './classifier-recipe.ts';
import { stratifiedFolds } from './folds.ts';
import { Once } from './once.ts';
import type { Neighbourhood, PoolFeatures } from './pool-features.ts';
import type { Standardization } from './standardize.ts';

/** Labels of a few images of a pool. */
export interface HandfulOfLabels {
  /** Index of each labelled image in the pool. */
  labelled: Int32Array;
  labels: Int32Array;
  classes: number;
  /** Classes that a person has ruled out for images of the pool: self-training does not keep them. None when left out. */
  takenBack?: readonly TakenBack[];
  /** Labels that there are in all, where some are hidden to try a classifier. */
  inAll?: number;
}

/** Parts that labels are dealt over to try a classifier on labels that it has not seen. */
const trialFolds = 5;

const plain: RegularizationOptions = { mixup: false, averaging: false, consistency: false };

/** Features of the labelled images, and how the pool's are spread. */
interface LabelledFeatures {
  /** `[labels, features]` */
  labelled: Matrix;
  standardization: Standardization;
}

/** A pool with a few labels: what every kind of classifier is trained from. */
export class Workbench {
  readonly pool: PoolFeatures;
  /** Index of each labelled image in the pool. */
  readonly labelled: Int32Array;
  readonly labels: Int32Array;
  readonly classes: number;
  /** Of images without a label: a label says more. */
  readonly takenBack: readonly TakenBack[];
  /** Labels that there are, hidden ones included. */
  readonly inAll: number;
  readonly seed: number;
  /** Of fine-tuning. */
  readonly regularization: RegularizationOptions;
  /** The labelled images alone. */
  readonly images: SampleSource;
  /** Fold of each label, the same for all kinds, −1 for the only one of its class; null when too many are. */
  readonly folds: Int32Array | null;
  readonly #once = new Once();

  constructor(
    pool: PoolFeatures,
    { labelled, labels, classes, takenBack = [], inAll = labels.length }: HandfulOfLabels,
    seed: number,
    regularization: RegularizationOptions = plain,
  ) {
    this.pool = pool;
    this.labels = labels;
    this.classes = classes;
    this.inAll = inAll;
    this.seed = seed;
    this.regularization = regularization;
    this.images = subset(pool.images, labelled);
    this.folds = stratifiedFolds(labels, classes, trialFolds, seed);
    this.labelled = labelled;
    const known = new Set(labelled);
    this.takenBack = takenBack.filter(({ row }) => !known.has(row));
  }

  /** Cheap features, of pictures codes of patches. */
  async codes(): Promise<LabelledFeatures> {
    return await this.#once.of('codes', async () => ({
      labelled: await cheapFeaturesOf(await this.pool.cheap(), this.images),
      standardization: await this.pool.codes(),
    }));
  }

  /** What an `ImageClassifier`'s head sees. */
  async grid(): Promise<LabelledFeatures> {
    return await this.#once.of('grid', async () => ({
      labelled: await this.pool.gridOf(this.images),
      standardization: await this.pool.grid(),
    }));
  }

  /** What labels travel over, and the node of each labelled image. */
  async neighbourhood(): Promise<Neighbourhood & { nodeOf: Int32Array }> {
    return await this.#once.of('neighbourhood', async () => {
      const near = await this.pool.neighbourhood(this.labelled);
      const node = new Map(Array.from(near.rows, (row, at) => [row, at]));
      return { ...near, nodeOf: this.labelled.map((row) => node.get(row) ?? 0) };
    });
  }

  /** Computes something the first time it is asked for. */
  async once<T>(name: string, compute: () => Promise<T>): Promise<T> {
    return await this.#once.of(name, compute);
  }
}
