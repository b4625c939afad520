import type { SampleSpec } from '../../../shared/sample-spec.ts';
import { Network } from '../models/network.ts';
import { type EncoderName, encoderFor } from '../models/registry.ts';
import { readWeights } from './checkpoint.ts';

/** A pretrained encoder for samples of a specification. Dispose of it when done. @throws {PretextError} `corrupt-file`, `not-found` */
export function readEncoder(file: string, name: EncoderName, spec: SampleSpec): Network {
  const encoder = new Network('encoder', encoderFor(name, spec).graph, 0);
  try {
    readWeights(file, [encoder]);
    return encoder;
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}
