import { PretextError } from '../../shared/errors.ts';
import { readSafetensors, writeSafetensors } from '../files/safetensors.ts';
import type { EmbeddingMap } from '../learn/explore/embedding-map.ts';

/** A map on disk: `sample_ids`, `coordinates` `[samples, 2]`, `clusters` and `outliers`, one row a sample. */
export interface SavedMap extends EmbeddingMap {
  sampleIds: Int32Array;
}

export function writeMap(file: string, map: SavedMap): void {
  const rows = map.sampleIds.length;
  writeSafetensors(
    file,
    new Map([
      ['sample_ids', { dtype: 'I32', shape: [rows], data: map.sampleIds }],
      ['coordinates', { dtype: 'F32', shape: [rows, 2], data: map.coordinates }],
      ['clusters', { dtype: 'I32', shape: [rows], data: map.clusters }],
      ['outliers', { dtype: 'F32', shape: [rows], data: map.outliers }],
    ]),
    { cluster_count: String(map.clusterCount) },
  );
}

/** @throws {PretextError} `corrupt-file`, `not-found` */
export function readMap(file: string): SavedMap {
  const { tensors, metadata } = readSafetensors(file);
  const sampleIds = tensors.get('sample_ids')?.data;
  const coordinates = tensors.get('coordinates')?.data;
  const clusters = tensors.get('clusters')?.data;
  const outliers = tensors.get('outliers')?.data;
  if (
    !(sampleIds instanceof Int32Array) ||
    !(coordinates instanceof Float32Array) ||
    !(clusters instanceof Int32Array) ||
    !(outliers instanceof Float32Array)
  ) {
    throw new PretextError('corrupt-file', `${file} holds no map.`, {
      path: file,
      remedy: 'Compute the map again.',
    });
  }
  const clusterCount = Number(metadata['cluster_count'] ?? 0);
  return { sampleIds, coordinates, clusters, outliers, clusterCount };
}
