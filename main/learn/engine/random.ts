import { rawOp1 } from './raw-op.ts';
import { type Tensor, tf } from './tensorflow.ts';

const attributes = { types: { dtype: 'float32', T: 'int32', Tseed: 'int32' } } as const;

const callsAStep = 1024;

/**
 * The random numbers of one training step. They depend on (seed, step) and on the order of
 * the calls alone: no state has to be saved for a run to continue exactly.
 * Source: TensorFlow's stateless operations (Philox 4×32-10, Salmon et al. 2011).
 */
export class StepRandom {
  readonly #seed: number;
  readonly #step: number | Tensor;
  #calls = 0;

  /**
   * @param seed a 32-bit integer
   * @param step a 32-bit integer, or an int32 scalar: the input of a step that becomes a graph
   */
  constructor(seed: number, step: number | Tensor) {
    this.#seed = seed | 0;
    this.#step = typeof step === 'number' ? step | 0 : step;
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
    return tf.tidy(() => rawOp1(op, attributes, [tf.tensor1d([...shape], 'int32'), this.#key()]));
  }

  /** int32 `[2]`. Each call has its own: the step moves by a stride no step makes as many calls as. */
  #key(): Tensor {
    const step = this.#step;
    if (typeof step === 'number') {
      const second = (Math.imul(step, callsAStep) + this.#calls) | 0;
      return tf.tensor1d([this.#seed, second], 'int32');
    }
    const stride = tf.scalar(callsAStep, 'int32');
    const second = step.mul(stride).add(tf.scalar(this.#calls, 'int32'));
    return tf.stack([tf.scalar(this.#seed, 'int32'), second as never]);
  }
}
