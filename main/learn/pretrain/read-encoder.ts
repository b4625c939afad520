import { Network } from '../models/network.ts';
import { type EncoderName, encoders } from '../models/registry.ts';
import { readWeights } from './checkpoint.ts';

/** A pretrained encoder for images of a shape. Dispose of it when done. @throws {PretextError} `corrupt-file`, `not-found` */
export function readEncoder(
  file: string,
  name: EncoderName,
  { height, width, channels }: { height: number; width: number; channels: number },
): Network {
  const encoder = new Network('encoder', encoders[name].build([height, width, channels]).graph, 0);
  try {
    readWeights(file, [encoder]);
    return encoder;
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}
