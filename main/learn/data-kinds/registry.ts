import type { DataKindName } from '../../../shared/sample-spec.ts';
import { audio } from './audio.ts';
import type { DataKind } from './data-kind.ts';
import { images } from './images.ts';
import { tables } from './tables.ts';
import { text } from './text.ts';
import { video } from './video.ts';

/** Every kind of data, one line each. */
export const dataKinds: Readonly<Record<DataKindName, DataKind>> = {
  images,
  text,
  audio,
  video,
  tables,
};
