import { PretextError } from '../../shared/errors.ts';
import { readSafetensors, writeSafetensors } from '../files/safetensors.ts';
import type { Familiar } from '../learn/explore/familiar.ts';

/**
 * What is usual among training images on disk: `mean` `[features]`, `whitening` `[features, features]` and `bounds`: the neighbour, its
 * distance, and the distance to all. Without a tensor where there were too few images to say; see `main/learn/explore/familiar.ts`.
 * @param digest of the embeddings' images
 */
export function writeFamiliar(file: string, familiar: Familiar | null, digest: string): void {
  if (familiar === null) {
    writeSafetensors(file, new Map(), { digest });
    return;
  }
  const { neighbour, far, strange, gaussian } = familiar;
  const { mean, whitening } = gaussian;
  const bounds = Float32Array.of(neighbour, far, strange);
  writeSafetensors(
    file,
    new Map([
      ['bounds', { dtype: 'F32', shape: [bounds.length], data: bounds }],
      ['mean', { dtype: 'F32', shape: [mean.length], data: mean }],
      [
        'whitening',
        { dtype: 'F32', shape: [whitening.rows, whitening.columns], data: whitening.values },
      ],
    ]),
    { digest },
  );
}

/** Null where there were too few images to say. @throws {PretextError} `corrupt-file`, `not-found` */
export function readFamiliar(file: string): Familiar | null {
  const { tensors } = readSafetensors(file);
  if (tensors.size === 0) return null;
  const bounds = tensors.get('bounds')?.data;
  const mean = tensors.get('mean')?.data;
  const whitening = tensors.get('whitening');
  const [rows = 0, columns = 0] = whitening?.shape ?? [];
  if (
    !(bounds instanceof Float32Array) ||
    !(mean instanceof Float32Array) ||
    !(whitening?.data instanceof Float32Array) ||
    bounds.length !== 3 ||
    rows !== mean.length ||
    columns !== mean.length
  ) {
    throw new PretextError('corrupt-file', `${file} does not say what is usual.`, {
      path: file,
      remedy: 'Remove this file: it is computed again then.',
    });
  }
  const [neighbour = 0, far = 0, strange = 0] = bounds;
  return {
    neighbour,
    far,
    strange,
    gaussian: { mean, whitening: { rows, columns, values: whitening.data } },
  };
}
