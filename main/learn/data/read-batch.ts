import { dataKinds } from '../data-kinds/registry.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { tensorOfFed } from '../engine/trace/inputs.ts';
import { readSamples, type SampleSource, sampleInput } from './sample-source.ts';

/** Reads samples as one tensor, as pretext tasks see them: of images float32 `[indices, height, width, channels]`, 0…1. */
export function readBatch(source: SampleSource, indices: ArrayLike<number>): Tensor {
  const { dtype, shape } = sampleInput(source, indices.length);
  return tf.tidy(() =>
    dataKinds[source.spec.kind].toSamples(
      tensorOfFed({ dtype, shape }, readSamples(source, indices)),
    ),
  );
}
