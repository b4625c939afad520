import type { DataKind } from './data-kind.ts';
import { images } from './images.ts';

/** Clips: their frames as channels of one picture, so that a view is the same place and light in all of them. */
export const video: DataKind = images;
