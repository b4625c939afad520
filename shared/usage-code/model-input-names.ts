import type { DataKindName } from '../sample-spec.ts';

/** What the input of an exported model is called. */
export const modelInputNames: Readonly<Record<DataKindName, string>> = {
  images: 'images',
  text: 'tokens',
  audio: 'waveforms',
  video: 'clips',
  tables: 'rows',
};
