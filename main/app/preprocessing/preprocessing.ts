import { z } from 'zod';
import { PretextError } from '../../../shared/errors.ts';
import type { SampleSpec } from '../../../shared/sample-spec.ts';
import type { ImagePreprocessing } from '../../ingest/types.ts';
import { audioSchema, specOfAudio } from './audio.ts';
import { imagesSchema, specOfImages } from './images.ts';
import { specOfTables, tablesSchema } from './tables.ts';
import { specOfText, textSchema } from './text.ts';
import { specOfVideo, videoSchema } from './video.ts';

/** How samples become tensors, as kept with a data set and written beside exports. Before there were kinds all were images. */
export const preprocessingSchema = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && !('kind' in value)
      ? { kind: 'images', ...value }
      : value,
  z.discriminatedUnion('kind', [imagesSchema, textSchema, audioSchema, videoSchema, tablesSchema]),
);
export type Preprocessing = z.infer<typeof preprocessingSchema>;

/** Kinds of data that can be imported. */
export type ImportedKind = Preprocessing['kind'];
export type PreprocessingOf<Kind extends ImportedKind> = Extract<Preprocessing, { kind: Kind }>;

/** What a sample of a data set is that was prepared so. */
export function specOf(preprocessing: Preprocessing): SampleSpec {
  switch (preprocessing.kind) {
    case 'images':
      return specOfImages(preprocessing);
    case 'video':
      return specOfVideo(preprocessing);
    case 'tables':
      return specOfTables(preprocessing);
    case 'audio':
      return specOfAudio(preprocessing);
    case 'text':
      return specOfText(preprocessing);
  }
}

/** Of a data set of images. @throws {PretextError} `bad-usage` for another kind */
export function imagesOnly(preprocessing: Preprocessing): ImagePreprocessing {
  if (preprocessing.kind === 'images') return preprocessing;
  throw new PretextError(
    'bad-usage',
    `This is for images, and the project holds ${preprocessing.kind}.`,
    {
      remedy: 'Use it in a project of images.',
    },
  );
}
