import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { messageOf, PretextError } from '../../../../shared/errors.ts';
import { writeFileAtomic } from '../../../files/atomic-write.ts';

/**
 * tfjs' own file handlers are not used: its writer is not atomic, and its reader joins paths of
 * the JSON file without a look. One weights file of a fixed name is all that is read here.
 */

const weightsFile = 'weights.bin';
const maxJsonBytes = 32 * 2 ** 20;
const maxWeightBytes = 2 * 2 ** 30;

const modelSchema = z.object({
  format: z.literal('layers-model'),
  generatedBy: z.string().optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.tuple([
    z.object({
      paths: z.tuple([z.literal(weightsFile)]),
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.int().min(0)).max(8),
          dtype: z.literal('float32'),
        }),
      ),
    }),
  ]),
});

/** Writes `model.json` and the weights beside it; the JSON last, so that it never lacks them. */
export function writeArtifacts(file: string, artifacts: io.ModelArtifacts): void {
  const { weightData, weightSpecs, modelTopology } = artifacts;
  const buffers = Array.isArray(weightData) ? weightData : [weightData ?? new ArrayBuffer(0)];
  writeFileAtomic(
    path.join(path.dirname(file), weightsFile),
    buffers.map((buffer) => new Uint8Array(buffer)),
  );
  const json = {
    format: 'layers-model',
    generatedBy: 'Pretext Studio',
    modelTopology,
    weightsManifest: [{ paths: [weightsFile], weights: weightSpecs }],
  };
  writeFileAtomic(file, JSON.stringify(json));
}

/** @throws {PretextError} `corrupt-file` when the files are damaged or not of this program's form */
export function readArtifacts(file: string): io.ModelArtifacts {
  const fail = (why: string, cause?: unknown): PretextError =>
    new PretextError('corrupt-file', `${file} is no usable TensorFlow.js model: ${why}`, {
      path: file,
      remedy: 'Export the model again.',
      cause,
    });
  let json: z.infer<typeof modelSchema>;
  let weights: Buffer;
  try {
    if (statSync(file).size > maxJsonBytes) throw new Error('the JSON file is too large');
    json = modelSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const weightsPath = path.join(path.dirname(file), weightsFile);
    if (statSync(weightsPath).size > maxWeightBytes) throw new Error('the weights are too large');
    weights = readFileSync(weightsPath);
  } catch (error) {
    throw fail(messageOf(error), error);
  }
  const specs = json.weightsManifest[0].weights;
  const bytes = specs.reduce(
    (sum, { shape }) => sum + 4 * shape.reduce((product, size) => product * size, 1),
    0,
  );
  if (bytes !== weights.byteLength)
    throw fail(`its weights have ${weights.byteLength} of ${bytes} bytes`);
  return {
    format: json.format,
    modelTopology: json.modelTopology as io.ModelArtifacts['modelTopology'] & object,
    weightSpecs: specs,
    weightData: new Uint8Array(weights).buffer,
  };
}
