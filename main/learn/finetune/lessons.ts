import { mixupShares } from '../augment/mixup.ts';
import { ShuffledBatches } from '../data/batches.ts';
import { type Matrix, pickRows } from '../data/matrix.ts';
import { readSamples, type SampleSource, sampleInput } from '../data/sample-source.ts';
import { mixSeed } from '../data/seeded.ts';
import type { CompiledStep, CompileOptions } from '../engine/compile-step.ts';
import type { ClassifierRecipe } from './classifier-recipe.ts';

/** What a classifier learns from. */
export interface LessonRequest {
  /** The samples to learn from, and no others. */
  source: SampleSource;
  /** Probabilities of the classes of each, `[samples, classes]`; `certain` makes them of labels. */
  targets: Matrix;
  recipe: ClassifierRecipe;
  /** What `recipe.consistency` is asked of. */
  unlabelled?: SampleSource;
  seed: number;
}

/** The batches of a classifier's training, each a function of the seed and the step alone. */
export class Lessons {
  readonly #request: LessonRequest;
  readonly #batches: ShuffledBatches;
  readonly #unlabelled: { source: SampleSource; batches: ShuffledBatches } | null;

  /** @throws {RangeError} for consistency without unlabelled samples */
  constructor(request: LessonRequest) {
    const { source, recipe, unlabelled, seed } = request;
    this.#request = request;
    this.#batches = new ShuffledBatches(source.count, recipe.batchSize, seed);
    if (recipe.consistency === undefined) {
      this.#unlabelled = null;
    } else {
      if (unlabelled === undefined) throw new RangeError('consistency is asked of nothing');
      // As many as for a whole batch, also where there are fewer labels than that.
      const wanted = recipe.consistency.ratio * recipe.batchSize;
      const batches = new ShuffledBatches(unlabelled.count, wanted, mixSeed(seed, 'unlabelled'));
      this.#unlabelled = { source: unlabelled, batches };
    }
  }

  /** Of a compiled step. */
  get inputs(): CompileOptions['inputs'] {
    const { source, targets, recipe } = this.#request;
    const { batchSize } = this.#batches;
    return {
      samples: sampleInput(source, batchSize),
      targets: { dtype: 'float32', shape: [batchSize, targets.columns] },
      ...(recipe.mixup === undefined ? {} : { shares: { dtype: 'float32', shape: [batchSize] } }),
      ...(this.#unlabelled && {
        unlabelled: sampleInput(this.#unlabelled.source, this.#unlabelled.batches.batchSize),
      }),
    };
  }

  at(step: number): Parameters<CompiledStep['run']>[0] {
    const { source, targets, recipe, seed } = this.#request;
    const indices = this.#batches.at(step);
    return {
      samples: readSamples(source, indices),
      targets: pickRows(targets, indices).values,
      ...(recipe.mixup === undefined
        ? {}
        : { shares: mixupShares(indices.length, recipe.mixup, seed, step) }),
      ...(this.#unlabelled && {
        unlabelled: readSamples(this.#unlabelled.source, this.#unlabelled.batches.at(step)),
      }),
    };
  }
}
