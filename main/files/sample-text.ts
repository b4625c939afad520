import { messageOf, PretextError } from '../../shared/errors.ts';
import { type SampleText, sampleTextSchema } from '../../shared/sample-text.ts';

/** UTF-16 code units of a text that are kept: as many as are read of a document. Earlier versions kept 4,000. */
const mostCharacters = 1_000_000;

/** As the bytes of a thumbnail. */
export function encodeSampleText(sample: SampleText): Uint8Array {
  const kept =
    'text' in sample ? { text: sample.text.slice(0, mostCharacters).toWellFormed() } : sample;
  return new TextEncoder().encode(JSON.stringify(kept));
}

/** Whether a thumbnail's bytes are of such a text: JSON begins as no picture does. */
export function isSampleText(bytes: Uint8Array): boolean {
  return bytes[0] === '{'.charCodeAt(0);
}

/** @throws {PretextError} `corrupt-file` */
export function decodeSampleText(bytes: Uint8Array, file: string): SampleText {
  try {
    return sampleTextSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    throw new PretextError('corrupt-file', `${file} is damaged: ${messageOf(error)}.`, {
      path: file,
      remedy: 'Import the data again, or restore the file from a backup.',
      cause: error,
    });
  }
}
