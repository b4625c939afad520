import { PretextError } from '../../shared/errors.ts';
import { type NamedTensor, readSafetensors, writeSafetensors } from '../files/safetensors.ts';
import type { Matrix } from '../learn/data/matrix.ts';
import { degreesOf } from '../learn/propagate/sparse-graph.ts';
import type { ConnectedPool } from '../learn/select/connected-pool.ts';

/** A connected pool with the samples of its rows. */
export interface SavedConnected extends ConnectedPool {
  sampleIds: Int32Array;
}

/** A connected pool on disk: `features`, `smooth`, the graph's compressed sparse rows, and `sample_ids`. @param digest names the images */
export function writeConnected(file: string, saved: SavedConnected, digest: string): void {
  const { features, graph, smooth, sampleIds } = saved;
  const ofMatrix = ({ rows, columns, values }: Matrix): NamedTensor => ({
    dtype: 'F32',
    shape: [rows, columns],
    data: values,
  });
  const ofIntegers = (data: Int32Array): NamedTensor => ({
    dtype: 'I32',
    shape: [data.length],
    data,
  });
  const weights = Float32Array.from(graph.weights);
  writeSafetensors(
    file,
    new Map([
      ['features', ofMatrix(features)],
      ['smooth', ofMatrix(smooth)],
      ['offsets', ofIntegers(graph.offsets)],
      ['neighbours', ofIntegers(graph.neighbours)],
      ['weights', { dtype: 'F32', shape: [weights.length], data: weights }],
      ['sample_ids', ofIntegers(sampleIds)],
    ]),
    { digest },
  );
}

/** @throws {PretextError} `corrupt-file`, `not-found` */
export function readConnected(file: string): SavedConnected {
  const { tensors } = readSafetensors(file);
  const floats = (name: string): NamedTensor & { data: Float32Array } => {
    const tensor = tensors.get(name);
    if (!(tensor?.data instanceof Float32Array)) throw damaged(file);
    return { ...tensor, data: tensor.data };
  };
  const integers = (name: string): Int32Array => {
    const data = tensors.get(name)?.data;
    if (!(data instanceof Int32Array)) throw damaged(file);
    return data;
  };
  const matrix = (name: string): Matrix => {
    const { shape, data } = floats(name);
    const [rows = 0, columns = 0] = shape;
    return { rows, columns, values: data };
  };
  const sampleIds = integers('sample_ids');
  const nodes = sampleIds.length;
  const offsets = integers('offsets');
  const neighbours = integers('neighbours');
  const weights = Float64Array.from(floats('weights').data);
  const [features, smooth] = [matrix('features'), matrix('smooth')];
  const fits =
    features.rows === nodes &&
    smooth.rows === nodes &&
    offsets.length === nodes + 1 &&
    offsets[nodes] === neighbours.length &&
    weights.length === neighbours.length &&
    offsets.every((offset, node) => offset >= (offsets[node - 1] ?? 0)) &&
    neighbours.every((other) => other >= 0 && other < nodes);
  if (!fits) throw damaged(file);
  const graph = { nodes, offsets, neighbours, weights, degrees: degreesOf(offsets, weights) };
  return { features, smooth, graph, sampleIds };
}

function damaged(file: string): PretextError {
  return new PretextError('corrupt-file', `${file} holds no connected groups.`, {
    path: file,
    remedy: 'Remove this file: they are found again then.',
  });
}
