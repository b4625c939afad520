import { PretextError } from '../../../shared/errors.ts';
import { type NamedTensor, readSafetensors, writeSafetensors } from '../../files/safetensors.ts';
import { tf, type Variable } from '../engine/tensorflow.ts';
import type { Weights } from '../models/network.ts';
import type { Trainer } from '../optimizers/trainer.ts';

/**
 * A checkpoint: one safetensors file with `parameters/…` (weights and running statistics) and
 * `optimizer/…` (slots), and text metadata. Random numbers and the order of the data follow from
 * the seed and the step, so nothing else is needed to go on exactly.
 */

export interface CheckpointState {
  networks: readonly Weights[];
  trainer: Trainer;
}

interface NamedVariable {
  name: string;
  variable: Variable;
}

function variablesOf({ networks, trainer }: CheckpointState): NamedVariable[] {
  return [
    ...weightsOf(networks),
    ...trainer.slots.map(({ name, variable }) => ({ name: `optimizer/${name}`, variable })),
  ];
}

function weightsOf(networks: readonly Weights[]): NamedVariable[] {
  return networks.flatMap((network) =>
    network.parameters.map(({ name, variable }) => ({ name: `parameters/${name}`, variable })),
  );
}

/** Writes all weights and the optimizer's state, atomically and with a checksum. */
export function writeCheckpoint(
  file: string,
  state: CheckpointState,
  metadata: Readonly<Record<string, string>>,
): void {
  writeVariables(file, variablesOf(state), {
    ...metadata,
    updates: String(state.trainer.count),
  });
}

/**
 * Restores what `writeCheckpoint` wrote.
 * @returns the metadata
 * @throws {PretextError} `corrupt-file` when the file is damaged or of another configuration
 */
export function readCheckpoint(file: string, state: CheckpointState): Record<string, string> {
  const metadata = readVariables(file, variablesOf(state));
  const updates = Number(metadata['updates']);
  if (!Number.isSafeInteger(updates) || updates < 0) {
    throw new PretextError('corrupt-file', `${file} does not say how many updates it holds.`, {
      path: file,
      remedy: 'Use an earlier checkpoint.',
    });
  }
  state.trainer.count = updates;
  return metadata;
}

/** Writes the weights of networks alone, for inference. */
export function writeWeights(
  file: string,
  networks: readonly Weights[],
  metadata: Readonly<Record<string, string>>,
): void {
  writeVariables(file, weightsOf(networks), metadata);
}

/**
 * Reads the weights of networks; other tensors in the file (a projector, optimizer slots) are ignored.
 * @throws {PretextError} `corrupt-file`
 */
export function readWeights(file: string, networks: readonly Weights[]): Record<string, string> {
  return readVariables(file, weightsOf(networks));
}

function writeVariables(
  file: string,
  variables: readonly NamedVariable[],
  metadata: Readonly<Record<string, string>>,
): void {
  const tensors = new Map<string, NamedTensor>();
  for (const { name, variable } of variables) {
    const data = variable.dataSync() as Float32Array;
    tensors.set(name, { dtype: 'F32', shape: variable.shape, data });
  }
  writeSafetensors(file, tensors, metadata);
}

function readVariables(file: string, variables: readonly NamedVariable[]): Record<string, string> {
  const { tensors, metadata } = readSafetensors(file);
  // Everything is checked before anything is assigned: a bad file changes nothing.
  const found = variables.map(({ name, variable }) => {
    const tensor = tensors.get(name);
    if (tensor?.dtype !== 'F32' || tensor.shape.join() !== variable.shape.join()) {
      throw new PretextError(
        'corrupt-file',
        `${file} does not fit this model: "${name}" is ${tensor === undefined ? 'missing' : `[${tensor.shape.join(', ')}]`}, expected [${variable.shape.join(', ')}].`,
        { path: file, remedy: 'Use a checkpoint of the same configuration.' },
      );
    }
    return { variable, tensor };
  });
  for (const { variable, tensor } of found) {
    const value = tf.tensor(tensor.data, [...tensor.shape], 'float32');
    variable.assign(value as never);
    value.dispose();
  }
  return metadata;
}
