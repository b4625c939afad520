import { z } from 'zod';
import type { SpecOf } from '../../../shared/sample-spec.ts';
import { imagesSchema } from './images.ts';

const { size, channels, fit, background } = imagesSchema.shape;

/** How videos become clips; see `main/ingest/video/types.ts`. */
export const videoSchema = z.strictObject({
  kind: z.literal('video'),
  ...{ size, channels, fit, background },
  frames: z.int().min(2).max(64),
  /** Length of a clip. */
  seconds: z.number().positive().max(600),
  /** Pictures a second of folders of frames. */
  folderRate: z.number().positive().max(1000),
});

export const specOfVideo = ({
  frames,
  size: side,
  channels: stored,
}: z.infer<typeof videoSchema>): SpecOf<'video'> => ({
  kind: 'video',
  frames,
  height: side,
  width: side,
  channels: stored,
});
