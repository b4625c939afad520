import { updatedValue } from '../engine/resource-update.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { Network, type Weights } from './network.ts';

/** A network whose weights are a moving average of another's, as teachers and target networks are. */
export interface Follower {
  target: Network;
  online: Network;
}

/** Networks that follow others, all at one pace. */
export interface MovingAverage {
  followers: readonly Follower[];
  /**
   * τ of target ← τ · target + (1 − τ) · online, done after each update of the online network.
   * @param progress share of the run that is done, 0…1
   */
  momentum(progress: number): number;
}

/**
 * A network that starts as a copy of another and is moved by `follow` alone.
 *
 * Only weights are averaged. Batch normalization's running statistics are not: those of the online network belong to
 * its own activations, which differ from the target's. In training the target normalizes by the batch, as BYOL's own
 * code does, and its running statistics, which only held-out images meet, move with its own passes.
 */
export function followerOf(online: Network, name: string): Network {
  const target = new Network(name, online.graph, 0, true);
  for (const [from, to] of pairs({ target, online })) to.variable.assign(from.variable as never);
  return target;
}

/** The step of the average. @param momentum scalar, τ */
export function follow({ followers }: Pick<MovingAverage, 'followers'>, momentum: Tensor): void {
  const rest = tf.scalar(1).sub(momentum);
  for (const follower of followers) {
    for (const [from, to] of pairs(follower)) {
      if (!from.trainable) continue;
      const { variable } = to;
      // An increment, so that equal weights stay equal to the last bit.
      variable.assign(variable.add(updatedValue(from.variable).sub(variable).mul(rest)) as never);
    }
  }
}

/**
 * BYOL's schedule, from `start` up to 1 by half a cosine: τ = 1 − (1 − τ₀) · (cos(πk/K) + 1) / 2
 * (Grill et al. 2020, arXiv 2006.07733, section 3.2; DINO's code does the same).
 */
export function cosineMomentum(start: number): MovingAverage['momentum'] {
  return (progress) => 1 - ((1 - start) * (Math.cos(Math.PI * progress) + 1)) / 2;
}

function pairs({
  target,
  online,
}: Follower): [Weights['parameters'][number], Weights['parameters'][number]][] {
  return online.parameters.map((from, i) => {
    const to = target.parameters[i];
    if (to === undefined) throw new RangeError(`${target.name} is no copy of ${online.name}`);
    return [from, to];
  });
}
