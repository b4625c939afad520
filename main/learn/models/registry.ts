import { type DataKindName, packedLayout, type SampleSpec } from '../../../shared/sample-spec.ts';
import type { EncoderGraph } from './encoder.ts';
import { logMelConv } from './log-mel-conv.ts';
import { mlp } from './mlp.ts';
import { patchCodes } from './patch-codes.ts';
import { resnet18 } from './resnet18.ts';
import { smallConv } from './small-conv.ts';
import { textAverage } from './text-average.ts';
import { textBothWays, textLeftToRight } from './text-transformer.ts';
import { vitTiny } from './vit-tiny.ts';

/** Every encoder, one line each. */
export const encoders = {
  'small-conv': smallConv,
  resnet18,
  'vit-tiny': vitTiny,
  'patch-codes': patchCodes,
  mlp,
  'log-mel-conv': logMelConv,
  'text-average': textAverage,
  'text-transformer': textBothWays,
  'text-causal': textLeftToRight,
};

export type EncoderName = keyof typeof encoders;
export const encoderNames = Object.keys(encoders) as EncoderName[];

/** Encoders that read a kind of data. */
export function encodersOf(kind: DataKindName): EncoderName[] {
  return encoderNames.filter((name) => encoders[name].kinds.includes(kind));
}

/** What is taken when a person and a pretext task do not say otherwise. */
export const usualEncoders: Readonly<Record<DataKindName, EncoderName>> = {
  images: 'small-conv',
  text: 'text-average',
  audio: 'log-mel-conv',
  video: 'small-conv',
  tables: 'mlp',
};

/** An encoder for samples of a specification. */
export function encoderFor(name: EncoderName, spec: SampleSpec): EncoderGraph {
  return encoders[name].build(packedLayout(spec).shape, spec);
}
