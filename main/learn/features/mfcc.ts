import { specOfKind } from '../../../shared/sample-spec.ts';
import { graphInput } from '../models/graph.ts';
import { mfccOf } from '../models/spectrogram-settings.ts';
import type { LearnCheapFeatures } from './cheap-features.ts';

/** Statistics of cepstral coefficients of recordings, `[80]`: there is nothing to learn. */
export const mfcc: LearnCheapFeatures = ({ spec }) => ({
  add: (builder) =>
    builder.add('mfccStatistics', 'mfcc', [graphInput], mfccOf(specOfKind(spec, 'audio'))),
  set: () => undefined,
});
