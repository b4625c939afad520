import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { messageOf, PretextError } from '../../../../shared/errors.ts';
import { writeFileAtomic } from '../../../files/atomic-write.ts';
import { checkGraph, graphSignatureSchema, graphTopologySchema } from './graph-schema.ts';

/**
 * tfjs' own file handlers are not used: its writer is not atomic, and its reader joins paths of
 * the JSON file without a look. One weights file of a fixed name is all that is read here.
 */

const weightsFile = 'weights.bin';
const maxJsonBytes = 32 * 2 ** 20;
const maxWeightBytes = 2 * 2 ** 30;

/** Both types take four bytes a number. */
const manifest = <DType extends 'float32' | 'int32'>(dtypes: readonly DType[]) =>
  z.tuple([
    z.object({
      paths: z.tuple([z.literal(weightsFile)]),
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.int().min(0)).max(8),
          dtype: z.enum(dtypes),
        }),
      ),
    }),
  ]);

const modelSchema = z.discriminatedUnion('format', [
  z.object({
    format: z.literal('layers-model'),
    modelTopology: z.record(z.string(), z.unknown()),
    weightsManifest: manifest(['float32']),
  }),
  z.object({
    format: z.literal('graph-model'),
    modelTopology: graphTopologySchema,
    signature: graphSignatureSchema,
    weightsManifest: manifest(['float32', 'int32']),
  }),
]);
type ModelJson = z.infer<typeof modelSchema>;

/** Writes `model.json` and the weights beside it; the JSON last, so that it never lacks them. */
export function writeArtifacts(file: string, artifacts: io.ModelArtifacts): void {
  const { format, weightData, weightSpecs, modelTopology, signature } = artifacts;
  const buffers = Array.isArray(weightData) ? weightData : [weightData ?? new ArrayBuffer(0)];
  writeFileAtomic(
    path.join(path.dirname(file), weightsFile),
    buffers.map((buffer) => new Uint8Array(buffer)),
  );
  const json = {
    format,
    generatedBy: 'Pretext Studio',
    modelTopology,
    signature,
    weightsManifest: [{ paths: [weightsFile], weights: weightSpecs }],
  };
  writeFileAtomic(file, JSON.stringify(json));
}

/** @throws {PretextError} `corrupt-file` when the files are damaged or not of this program's form */
export function readArtifacts(file: string): io.ModelArtifacts {
  try {
    const json = readJson(file);
    const [{ weights: weightSpecs }] = json.weightsManifest;
    const sizes = weightSpecs.map(({ shape }) => 4 * shape.reduce((all, each) => all * each, 1));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const weightsPath = path.join(path.dirname(file), weightsFile);
    const found = statSync(weightsPath).size;
    if (found > maxWeightBytes) throw new Error('the weights are too large');
    if (found !== bytes) throw new Error(`its weights have ${found} of ${bytes} bytes`);
    const { format, modelTopology } = json;
    return {
      format,
      modelTopology,
      ...('signature' in json ? { signature: json.signature } : {}),
      weightSpecs,
      weightData: new Uint8Array(readFileSync(weightsPath)).buffer,
    };
  } catch (error) {
    throw corrupt(file, `is no usable TensorFlow.js model: ${messageOf(error)}`, error);
  }
}

function readJson(file: string): ModelJson {
  if (statSync(file).size > maxJsonBytes) throw new Error('the JSON file is too large');
  const json = modelSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (json.format === 'graph-model') {
    const [{ weights }] = json.weightsManifest;
    checkGraph(
      json.modelTopology.node,
      weights.map(({ name }) => name),
    );
  }
  return json;
}

export function corrupt(file: string, why: string, cause: unknown): PretextError {
  return new PretextError('corrupt-file', `${file} ${why}`, {
    path: file,
    remedy: 'Export the model again.',
    cause,
  });
}
