import type { SampleSpec } from '../../../shared/sample-spec.ts';
import type { StepRandom } from '../engine/random.ts';
import type { Tensor } from '../engine/tensorflow.ts';

/**
 * What a random view is for, and so how far it goes; none changes what a sample is.
 * - `contrast`: methods of two views train on two of them; as much as leaves something to recognize
 * - `mild`: a run is watched by how alike two of them come out, whatever its pretext task
 * - `common`: methods are judged by the same; milder than what they train on, so that it does not just ask for their homework
 * - `lesson`: what fine-tuning sees of labelled samples
 * - `weak`, `strong`: what must get the same answer, of samples without a label (FixMatch)
 */
export type ViewName = 'contrast' | 'mild' | 'common' | 'lesson' | 'weak' | 'strong';

/** What learning has to know of a kind of data: one file here and one line in `registry.ts`. */
export interface DataKind {
  /** What a graph is fed, as pretext tasks see it: of images bytes as 0…1. */
  toSamples(fed: Tensor): Tensor;
  /** What pretext tasks see, as networks take it: of images 0…1 as −1…1. */
  toNetwork(samples: Tensor): Tensor;
  /** A random view of each sample of a batch. */
  view(samples: Tensor, name: ViewName, random: StepRandom, spec: SampleSpec): Tensor;
}

/** Of kinds that tasks and networks see as they are packed. */
export const asPacked: Pick<DataKind, 'toSamples' | 'toNetwork'> = {
  toSamples: (fed) => fed,
  toNetwork: (samples) => samples,
};
