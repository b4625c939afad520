import { patchCodes } from './patch-codes.ts';
import { resnet18 } from './resnet18.ts';
import { smallConv } from './small-conv.ts';
import { vitTiny } from './vit-tiny.ts';

/** Every encoder, one line each. */
export const encoders = {
  'small-conv': smallConv,
  resnet18,
  'vit-tiny': vitTiny,
  'patch-codes': patchCodes,
};

export type EncoderName = keyof typeof encoders;
export const encoderNames = Object.keys(encoders) as EncoderName[];
