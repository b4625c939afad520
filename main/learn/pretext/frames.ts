import { PretextError } from '../../../shared/errors.ts';
import { type SampleSpec, type SpecOf, specOfKind } from '../../../shared/sample-spec.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { takeRows } from './patches.ts';

/** Clips of enough frames for a task. @throws {PretextError} `bad-usage` when there are fewer */
export function clipsOf(spec: SampleSpec, title: string, fewest: number): SpecOf<'video'> {
  const clips = specOfKind(spec, 'video');
  if (clips.frames >= fewest) return clips;
  throw new PretextError(
    'bad-usage',
    `“${title}” needs clips of ${fewest} frames at least, and these have ${clips.frames}.`,
    { remedy: 'Choose another pretext task, or import the videos with more frames a clip.' },
  );
}

/**
 * Frames of each clip in an order of its own.
 * @param clips `[batch, height, width, frames · channels]`
 * @param order int32 `[batch, k]`: which frame comes in each place
 * @returns `[batch, height, width, k · channels]`
 */
export function takeFrames(clips: Tensor, channels: number, order: Tensor): Tensor {
  const [batch, height, width] = [0, 1, 2].map((axis) => dimension(clips, axis)) as [
    number,
    number,
    number,
  ];
  const frames = dimension(clips, 3) / channels;
  const taken = dimension(order, 1);
  const rows = clips
    .reshape([batch, height * width, frames, channels])
    .transpose([0, 2, 1, 3])
    .reshape([batch, frames, height * width * channels]) as Tensor;
  return takeRows(rows, order)
    .reshape([batch, taken, height * width, channels])
    .transpose([0, 2, 1, 3])
    .reshape([batch, height, width, taken * channels]) as Tensor;
}

/** The same order for every clip. @param order which frame comes in each place */
export function inOrder(clips: Tensor, channels: number, order: readonly number[]): Tensor {
  const wanted = order.flatMap((frame) =>
    Array.from({ length: channels }, (_, channel) => frame * channels + channel),
  );
  return tf.gather(clips, tf.tensor1d(wanted, 'int32'), 3) as Tensor;
}

/** The last frame first. */
export function backwards(clips: Tensor, frames: number, channels: number): Tensor {
  return inOrder(
    clips,
    channels,
    Array.from({ length: frames }, (_, i) => frames - 1 - i),
  );
}
