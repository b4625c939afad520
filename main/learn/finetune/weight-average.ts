import { type Follower, followerOf } from '../models/moving-average.ts';
import type { Network } from '../models/network.ts';

/**
 * An exponential moving average of weights while they are trained: it forgets the steps' noise (Polyak and Juditsky 1992; Tarvainen and Valpola
 * 2017, arXiv 1703.01780, section 2). Early steps weigh less: the decay begins low and rises to the given one, as min(decay,
 * (1 + step) / (10 + step)).
 */
export class WeightAverage {
  readonly #followers: readonly Follower[];
  readonly #decay: number;

  constructor(networks: readonly Network[], decay: number) {
    this.#decay = decay;
    this.#followers = networks.map((online) => ({
      online,
      target: followerOf(online, `${online.name}_average`),
    }));
  }

  get networks(): readonly Network[] {
    return this.#followers.map(({ target }) => target);
  }

  get followers(): readonly Follower[] {
    return this.#followers;
  }

  /** Of a step, from 0. */
  decayAt(step: number): number {
    return Math.min(this.#decay, (1 + step) / (10 + step));
  }

  /** Gives the trained networks the average's weights; their running statistics stay. */
  handOver(): void {
    for (const { online, target } of this.#followers) {
      for (const [i, { variable, trainable }] of online.parameters.entries()) {
        const averaged = target.parameters[i];
        if (trainable && averaged) variable.assign(averaged.variable as never);
      }
    }
  }

  dispose(): void {
    for (const { target } of this.#followers) target.dispose();
  }
}
