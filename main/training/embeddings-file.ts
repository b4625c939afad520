import { PretextError } from '../../shared/errors.ts';
import { readSafetensors, writeSafetensors } from '../files/safetensors.ts';
import type { Matrix } from '../learn/data/matrix.ts';

/** Embeddings on disk: `embeddings` `[samples, features]` and the `sample_ids` of the rows. */
export function writeEmbeddings(file: string, embeddings: Matrix, sampleIds: Int32Array): void {
  writeSafetensors(
    file,
    new Map([
      [
        'embeddings',
        {
          dtype: 'F32',
          shape: [embeddings.rows, embeddings.columns],
          data: embeddings.values,
        },
      ],
      ['sample_ids', { dtype: 'I32', shape: [sampleIds.length], data: sampleIds }],
    ]),
  );
}

/** @throws {PretextError} `corrupt-file`, `not-found` */
export function readEmbeddings(file: string): { embeddings: Matrix; sampleIds: Int32Array } {
  const { tensors } = readSafetensors(file);
  const embeddings = tensors.get('embeddings');
  const sampleIds = tensors.get('sample_ids');
  const [rows, columns] = embeddings?.shape ?? [];
  if (
    !(embeddings?.data instanceof Float32Array) ||
    !(sampleIds?.data instanceof Int32Array) ||
    rows === undefined ||
    columns === undefined ||
    sampleIds.data.length !== rows
  ) {
    throw new PretextError('corrupt-file', `${file} holds no embeddings.`, {
      path: file,
      remedy: 'Compute them again with "pretext embed".',
    });
  }
  return { embeddings: { rows, columns, values: embeddings.data }, sampleIds: sampleIds.data };
}
