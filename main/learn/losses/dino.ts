import { type Tensor, tf } from '../engine/tensorflow.ts';

export interface DinoTemperatures {
  /** τₛ of equation 1. */
  student: number;
  /** τₜ; lower than τₛ, which sharpens the teacher's answer. */
  teacher: number;
}

/**
 * DINO: each view that the student sees shall get the teacher's answer to another, whole view, by cross-entropy
 * (Caron et al. 2021, arXiv 2104.14294, eq. 1–3; centring and sharpening of section 3.1). Averaged over the pairs of
 * views and the batch, as in the authors' code.
 *
 * @param student outputs `[batch, outputs]` of each view, the teacher's views first and in its order
 * @param teacher outputs `[batch, outputs]` of each whole view
 * @param centre `[outputs]`, subtracted from the teacher's outputs
 * @returns a scalar, nats
 */
export function dinoLoss(
  student: readonly Tensor[],
  teacher: readonly Tensor[],
  centre: Tensor,
  temperatures: DinoTemperatures,
): Tensor {
  const guesses = student.map((output) => tf.logSoftmax(output.div(temperatures.student)));
  const losses = teacher.flatMap((output, seen) => {
    const answer = teacherAnswer(output, centre, temperatures.teacher);
    // A view is not compared with itself.
    return guesses
      .filter((_, view) => view !== seen)
      .map((guess) => answer.mul(guess).sum(1).mean().neg());
  });
  return tf.stack(losses).mean();
}

/** The teacher's distribution, centred and sharpened: `[batch, outputs]` → the same shape. */
export function teacherAnswer(output: Tensor, centre: Tensor, temperature: number): Tensor {
  return tf.softmax(output.sub(centre).div(temperature));
}
