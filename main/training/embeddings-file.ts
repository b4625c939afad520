import { closeSync, existsSync, openSync } from 'node:fs';
import { PretextError } from '../../shared/errors.ts';
import { readHeader, readSafetensors, writeSafetensors } from '../files/safetensors.ts';
import type { Matrix } from '../learn/data/matrix.ts';

/**
 * Embeddings on disk: `embeddings` `[samples, features]` and the `sample_ids` of the rows.
 * @param digest names the images they are of
 */
export function writeEmbeddings(
  file: string,
  embeddings: Matrix,
  sampleIds: Int32Array,
  digest: string,
): void {
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
    { digest },
  );
}

/** The images that embeddings are of, without reading these; null when there are none. */
export function embeddedDigest(file: string): string | null {
  if (!existsSync(file)) return null;
  const fd = openSync(file, 'r');
  try {
    return readHeader(file, fd).metadata['digest'] ?? '';
  } finally {
    closeSync(fd);
  }
}

/** Rows of samples that have a label, and the labels; those that are not among the embeddings are left out. */
export function labelledRows(
  sampleIds: Int32Array,
  labelled: { ids: readonly number[]; labels: readonly number[] },
): { rows: number[]; labels: number[] } {
  const rowOfId = new Map(Array.from(sampleIds, (id, row) => [id, row]));
  const known = labelled.ids.flatMap((id, i) => {
    const row = rowOfId.get(id);
    return row === undefined ? [] : [{ row, label: labelled.labels[i] ?? 0 }];
  });
  return {
    rows: known.map(({ row }) => row),
    labels: known.map(({ label }) => label),
  };
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
      remedy: 'Remove this file: they are computed again then.',
    });
  }
  return { embeddings: { rows, columns, values: embeddings.data }, sampleIds: sampleIds.data };
}
