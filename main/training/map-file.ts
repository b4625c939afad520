import { PretextError } from '../../shared/errors.ts';
import { readSafetensors, writeSafetensors } from '../files/safetensors.ts';

/** A map on disk: `sample_ids` and `coordinates` `[samples, 2]`, one row a sample. */
export interface SavedMap {
  sampleIds: Int32Array;
  /** x, y of each. */
  coordinates: Float32Array;
}

export function writeMap(file: string, map: SavedMap): void {
  const rows = map.sampleIds.length;
  writeSafetensors(
    file,
    new Map([
      ['sample_ids', { dtype: 'I32', shape: [rows], data: map.sampleIds }],
      ['coordinates', { dtype: 'F32', shape: [rows, 2], data: map.coordinates }],
    ]),
  );
}

/** @throws {PretextError} `corrupt-file`, `not-found` */
export function readMap(file: string): SavedMap {
  const { tensors } = readSafetensors(file);
  const sampleIds = tensors.get('sample_ids')?.data;
  const coordinates = tensors.get('coordinates')?.data;
  if (!(sampleIds instanceof Int32Array) || !(coordinates instanceof Float32Array)) {
    throw new PretextError('corrupt-file', `${file} holds no map.`, {
      path: file,
      remedy: 'Compute the map again.',
    });
  }
  return { sampleIds, coordinates };
}
