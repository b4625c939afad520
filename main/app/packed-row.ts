import { messageOf, PretextError } from '../../shared/errors.ts';
import { packedBytes, type SampleSpec } from '../../shared/sample-spec.ts';
import { PackReader } from '../files/packed-samples.ts';

/**
 * A row of a pack as something else. @param make of the bytes of one sample
 * @throws {PretextError} `corrupt-file`, and what `make` throws
 */
export function madeOfRow<Made>(
  file: string,
  row: number,
  make: (bytes: Uint8Array, spec: SampleSpec) => Made,
): Made {
  let reader: PackReader | null = null;
  try {
    reader = new PackReader(file);
    const bytes = new Uint8Array(packedBytes(reader.spec));
    reader.readInto(row, bytes, 0);
    return make(bytes, reader.spec);
  } catch (error) {
    throw asDamage(file, error);
  } finally {
    reader?.close();
  }
}

/** A file that lacks the row, ends in it or is gone. */
export function asDamage(file: string, error: unknown): PretextError {
  if (error instanceof PretextError) return error;
  return new PretextError('corrupt-file', `${file} is damaged: ${messageOf(error)}.`, {
    path: file,
    remedy: 'Import the data again, or restore the file from a backup.',
    cause: error,
  });
}
