import type { DataKindName } from '../../../shared/sample-spec.ts';
import type { LearnCheapFeatures } from './cheap-features.ts';
import { columns } from './columns.ts';
import { learnFrameCodes } from './frame-codes.ts';
import { mfcc } from './mfcc.ts';
import { learnPatchFeatures } from './patch-codes.ts';
import { learnTfIdf } from './tf-idf.ts';

/** The cheap features of each kind of data. */
export const learnCheapFeatures: Readonly<Record<DataKindName, LearnCheapFeatures>> = {
  images: learnPatchFeatures,
  text: learnTfIdf,
  audio: mfcc,
  video: learnFrameCodes,
  tables: columns,
};
