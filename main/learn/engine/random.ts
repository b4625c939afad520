import { rawOp1 } from './raw-op.ts';
import { type Tensor, tf } from './tensorflow.ts';

const attributes = { types: { dtype: 'float32', T: 'int32', Tseed: 'int32' } } as const;

/**
 * The random numbers of one training step. They depend on (seed, step) and on the order of
 * the calls alone: no state has to be saved for a run to continue exactly.
 * Source: TensorFlow's stateless operations (Philox 4×32-10, Salmon et al. 2011).
 */
export class StepRandom {
  readonly #seed: number;
  readonly #step: number;
  #calls = 0;

  /** @param seed,step 32-bit integers */
  constructor(seed: number, step: number) {
    this.#seed = seed | 0;
    this.#step = step | 0;
  }

  /** float32 of the given shape, uniform in [low, high). */
  uniform(shape: readonly number[], low = 0, high = 1): Tensor {
    return tf.tidy(() =>
      this.#draw('StatelessRandomUniform', shape)
        .mul(high - low)
        .add(low),
    );
  }

  /** float32 of the given shape, normal with mean 0 and standard deviation 1. */
  normal(shape: readonly number[]): Tensor {
    return this.#draw('StatelessRandomNormal', shape);
  }

  #draw(op: string, shape: readonly number[]): Tensor {
    this.#calls += 1;
    // Each call has its own key: the step moves by a stride no step makes as many calls as.
    const second = (Math.imul(this.#step, 1024) + this.#calls) | 0;
    return tf.tidy(() =>
      rawOp1(op, attributes, [
        tf.tensor1d([...shape], 'int32'),
        tf.tensor1d([this.#seed, second], 'int32'),
      ]),
    );
  }
}
